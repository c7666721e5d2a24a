/** The event loop, channels, timers and buffers. Start at {@link staunch.reactor}. */
module staunch.reactor {
    requires org.jctools.core;
    requires static transitive org.jspecify;

    exports staunch.reactor;
    exports staunch.reactor.memory;
    exports staunch.reactor.sim;
}
