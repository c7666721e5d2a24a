package staunch.reactor;

/**
 * Something that lies between a channel and its user, such as TLS: given the user's handler, it makes the handler for the
 * channel below. When that channel opens, the layer does its work and then opens a channel of its own to the user.
 *
 * <p>Layers stack: {@code tls.over(tls.over(application))} is TLS over TLS.
 */
@FunctionalInterface
public interface Layer {
    /** The layer that is none: plain bytes. */
    Layer NONE = application -> application;

    /**
     * The handler for one channel below, whose user is {@code application}. Called once per connection; any thread.
     */
    ChannelHandler over(ChannelHandler application);
}
