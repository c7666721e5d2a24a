package staunch.reactor;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import staunch.reactor.memory.Leftover;

/**
 * The reading half of a channel, for those who implement one: shows bytes to the handler, keeps what it leaves, holds
 * back while it is paused, never enters it twice, and serves the pull view. Used on the loop's thread.
 *
 * <pre>
 *   deliver(new bytes) --> [ leftover | new bytes ] --> handler.onRead --> what it did not take --> leftover
 *                                                 \--> read(target)
 * </pre>
 *
 * The channel calls {@link #deliver} while {@link #wantsMore}, {@link #end} at the end, and {@link #redeliver} from the
 * loop's ready list after {@link #resume}.
 */
public final class Inbound {
    /** The channel's side: what the reading half asks of it. */
    public interface Source {
        /** The handler to be told now. */
        ChannelHandler handler();

        /**
         * Tries to append more to the leftover without waiting, for a pull that emptied it: for example by decrypting a
         * whole record that waits.
         *
         * @return whether there may be more behind it; false, as by default, if there was nothing
         */
        default boolean refill() {
            return false;
        }

        /** A callback threw; the channel ends itself. */
        void handlerFailed(Throwable failure);
    }

    private final Channel channel;
    private final Leftover leftover;
    private final int deliveryRoomBytes;
    private final Source source;

    private @Nullable ByteBuffer shown;
    private boolean paused;
    private boolean discarding;
    private @Nullable InputEnd end;
    private boolean endTold;

    /**
     * @param channel whose reading half this is
     * @param leftover where untaken bytes wait; owned by this object from now on
     * @param deliveryRoomBytes the most bytes that one {@link #deliver} may bring: no more is wanted while the leftover
     *     could not hold them
     * @param source the channel's side
     */
    public Inbound(Channel channel, Leftover leftover, int deliveryRoomBytes, Source source) {
        this.channel = channel;
        this.leftover = leftover;
        this.deliveryRoomBytes = deliveryRoomBytes;
        this.source = source;
    }

    /** Whether new bytes may be delivered: not paused, not ended, and room to keep them should nobody take them. */
    public boolean wantsMore() {
        return end == null && (discarding || (!paused && leftover.room() >= deliveryRoomBytes));
    }

    /** Whether the handler is being shown bytes at this moment. */
    public boolean isShowing() {
        return shown != null;
    }

    /** Whether the handler paused. */
    public boolean isPaused() {
        return paused;
    }

    /** How the input ended, or null while it has not. */
    public @Nullable InputEnd ended() {
        return end;
    }

    /** Whether the input has ended, the handler has been told, and nothing is left to take. */
    public boolean isExhausted() {
        return endTold && leftover.isEmpty();
    }

    /** How many bytes may be delivered now. */
    public int roomBytes() {
        return leftover.room();
    }

    /**
     * Shows new bytes, behind those left earlier; consumes all of {@code in}. May be called only while {@link
     * #wantsMore}, and not from inside the handler.
     */
    public void deliver(ByteBuffer in) {
        if (discarding) {
            in.position(in.limit());
        } else if (leftover.isEmpty()) {
            show(in);
            keep(in);
        } else {
            leftover.append(in);
            redeliverLeftover();
        }
    }

    private void keep(ByteBuffer in) {
        if (discarding) {
            in.position(in.limit());
        } else {
            leftover.append(in);
        }
    }

    /** Shows what was left, if the handler is not paused and there is anything, and then the end, if it is due. */
    public void redeliver() {
        if (!paused && !discarding) {
            redeliverLeftover();
        }
        tellEnd();
    }

    private void redeliverLeftover() {
        if (!leftover.isEmpty()) {
            show(leftover.view());
            if (discarding) {
                leftover.release();
            } else {
                settleLeftover();
            }
        }
    }

    private void settleLeftover() {
        try {
            leftover.settle();
        } catch (IllegalStateException handlerMovedBackwards) {
            source.handlerFailed(handlerMovedBackwards);
        }
    }

    private void show(ByteBuffer in) {
        int limit = in.limit();
        shown = in;
        try {
            source.handler().onRead(channel, in);
        } catch (Throwable failure) {
            source.handlerFailed(failure);
        } finally {
            shown = null;
            in.limit(limit);
        }
    }

    /** The input has ended. The handler is told at once, or when it is no longer paused; a second end is ignored. */
    public void end(InputEnd how) {
        if (end == null) {
            end = how;
            tellEnd();
        }
    }

    private void tellEnd() {
        if (end != null && !endTold && !discarding && shown == null && (!paused || end == InputEnd.RESET)) {
            endTold = true;
            try {
                source.handler().onInputEnd(channel, end);
            } catch (Throwable failure) {
                source.handlerFailed(failure);
            }
        }
    }

    /** See {@link Channel#pauseReads}. */
    public void pause() {
        paused = true;
    }

    /** See {@link Channel#resumeReads}; the channel then puts itself on the loop's ready list to {@link #redeliver}. */
    public void resume() {
        paused = false;
    }

    /** See {@link Channel#read}. */
    public int read(ByteBuffer target) {
        int before = target.position();
        ByteBuffer now = shown;
        if (now != null) {
            int length = Math.min(now.remaining(), target.remaining());
            target.put(target.position(), now, now.position(), length).position(before + length);
            now.position(now.position() + length);
        } else {
            leftover.moveTo(target);
            while (target.hasRemaining() && end == null && source.refill()) {
                leftover.moveTo(target);
            }
        }
        int moved = target.position() - before;
        return moved == 0 && end != null && target.hasRemaining() ? -1 : moved;
    }

    /** From now on whatever comes is dropped, and what waits too; nobody is told any more. */
    public void discard() {
        discarding = true;
        if (shown == null) {
            leftover.release();
        }
    }
}
