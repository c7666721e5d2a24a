/** TLS over any channel. Start at {@link staunch.tls}. */
module staunch.tls {
    requires transitive staunch.reactor;
    requires org.bouncycastle.pkix;
    requires org.bouncycastle.provider;
    requires static org.jspecify;

    exports staunch.tls;
    exports staunch.tls.pki;
    exports staunch.tls.record;
}
