package staunch.bench.peer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.AsciiString;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Queue;
import staunch.bench.BenchServer;

/**
 * One connection. The answers of one turn go out in one flush; while a long body is written, as fast as the channel is
 * writable, nothing is read, and requests that came already wait. On its event loop.
 */
final class NettyHandler extends ChannelInboundHandlerAdapter {
    /** How much of a body one turn writes before others have theirs. */
    private static final int TURN_BYTES = 1 << 20;

    private static final AsciiString TEXT = AsciiString.cached(PeerAnswers.TEXT);
    private static final AsciiString BINARY = AsciiString.cached(PeerAnswers.BINARY);
    private static final ByteBuf PLAINTEXT = constant(PeerAnswers.plaintext());
    private static final ByteBuf WHAT_THERE_IS = constant(PeerAnswers.whatThereIs());
    private static final ByteBuf ZEROS = constant(new byte[PeerAnswers.PIECE_BYTES]);

    private final NettyDate date;
    private final Queue<HttpRequest> waiting = new ArrayDeque<>();
    private long leftBytes;
    private boolean answering;
    private boolean writing;
    private boolean keepAlive = true;

    NettyHandler(NettyDate date) {
        this.date = date;
    }

    private static ByteBuf constant(byte[] bytes) {
        ByteBuf direct = Unpooled.directBuffer(bytes.length).writeBytes(bytes).asReadOnly();
        return Unpooled.unreleasableBuffer(direct);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        try {
            if (message instanceof HttpRequest request) {
                if (answering) {
                    waiting.add(request);
                } else {
                    answer(context, request);
                }
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        context.flush();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        proceed(context);
        context.fireChannelWritabilityChanged();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }

    private void answer(ChannelHandlerContext context, HttpRequest request) {
        if (!keepAlive) {
            return;
        }
        keepAlive = HttpUtil.isKeepAlive(request);
        if (request.uri().equals(PeerAnswers.PLAINTEXT_TARGET)) {
            answerWhole(context, HttpResponseStatus.OK, PLAINTEXT.duplicate());
            return;
        }
        long bytes = BenchServer.bytesAsked(request.uri());
        if (bytes < 0) {
            answerWhole(context, HttpResponseStatus.NOT_FOUND, WHAT_THERE_IS.duplicate());
        } else {
            HttpResponse response = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
            context.write(withFields(response, BINARY, bytes), context.voidPromise());
            begin(context, bytes);
        }
    }

    private void answerWhole(ChannelHandlerContext context, HttpResponseStatus status, ByteBuf body) {
        int bytes = body.readableBytes();
        HttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, body);
        end(context, withFields(response, TEXT, bytes));
    }

    private HttpResponse withFields(HttpResponse response, AsciiString type, long bytes) {
        response.headers()
                .set(HttpHeaderNames.DATE, date.now())
                .set(HttpHeaderNames.CONTENT_TYPE, type)
                .set(HttpHeaderNames.CONTENT_LENGTH, bytes);
        if (!keepAlive) {
            response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        }
        return response;
    }

    /** Writes the last of an answer. */
    private void end(ChannelHandlerContext context, Object last) {
        if (keepAlive) {
            context.write(last, context.voidPromise());
        } else {
            context.writeAndFlush(last).addListener(ChannelFutureListener.CLOSE);
        }
    }

    // ---- long bodies ----

    private void begin(ChannelHandlerContext context, long bytes) {
        leftBytes = bytes;
        answering = true;
        context.channel().config().setAutoRead(false);
        proceed(context);
    }

    private void proceed(ChannelHandlerContext context) {
        if (!answering || writing) {
            return; // A flush inside makes the channel writable, and calls again.
        }
        writing = true;
        write(context);
        writing = false;
        if (leftBytes == 0) {
            answering = false;
            end(context, LastHttpContent.EMPTY_LAST_CONTENT);
            answerWaiting(context);
        }
    }

    private void write(ChannelHandlerContext context) {
        Channel channel = context.channel();
        int turnBytes = TURN_BYTES;
        while (leftBytes > 0 && channel.isWritable()) {
            if (turnBytes <= 0) {
                context.flush();
                context.executor().execute(() -> proceed(context));
                return;
            }
            int piece = (int) Math.min(PeerAnswers.PIECE_BYTES, leftBytes);
            leftBytes -= piece;
            turnBytes -= piece;
            context.write(new DefaultHttpContent(ZEROS.slice(0, piece)), context.voidPromise());
            if (leftBytes == 0 || !channel.isWritable()) {
                context.flush();
            }
        }
    }

    private void answerWaiting(ChannelHandlerContext context) {
        while (!answering && !waiting.isEmpty()) {
            answer(context, waiting.remove());
        }
        context.flush();
        if (!answering) {
            context.channel().config().setAutoRead(true);
        }
    }
}
