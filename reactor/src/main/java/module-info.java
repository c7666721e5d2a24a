/** The event loop, channels, timers and buffers. Start at {@link staunch.reactor}. */
module staunch.reactor {
    requires org.jctools.core;
    requires static org.jspecify; // not transitive: whoever compiles against this module would then need it too

    exports staunch.reactor;
    exports staunch.reactor.memory;
    exports staunch.reactor.sim;
}
