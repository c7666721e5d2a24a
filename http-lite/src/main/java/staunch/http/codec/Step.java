package staunch.http.codec;

/** What one call of {@link MessageDecoder#decode} came to. */
public enum Step {
    /** All that can be used has been; call again with what is left over and newer bytes behind it. */
    NEED_MORE,
    /** A head is whole and consumed; the decoder's accessors tell it until the call that follows END. */
    HEAD,
    /** Bytes of the body lie at the buffer's position: take some with one of the decoder's body methods. */
    BODY,
    /** The message is over, its trailers known. */
    END,
    /** No message follows: the peer said so, or the bytes that follow are a tunnel's. Nothing is consumed any more. */
    FINISHED,
    /** The message was refused: {@link MessageDecoder#rejection}. Nothing is consumed any more. */
    REJECTED
}
