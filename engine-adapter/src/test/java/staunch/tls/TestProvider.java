package staunch.tls;

import staunch.tls.pki.Identity;

/** The providers that the hardening tests run on. */
enum TestProvider {
    SUN_JSSE("SunJSSE", 1);

    private final String providerName;
    private final int soakStep;

    TestProvider(String providerName, int soakStep) {
        this.providerName = providerName;
        this.soakStep = soakStep;
    }

    TlsOptions options(String version) {
        return TlsFixtures.options(version).withProvider(providerName);
    }

    /** Whom servers show: with a key that the provider knows. */
    Identity server() {
        return TlsFixtures.SERVER;
    }

    /** Tests that go through all bytes of a conversation go through every so many of them. */
    int soakStep() {
        return soakStep;
    }
}
