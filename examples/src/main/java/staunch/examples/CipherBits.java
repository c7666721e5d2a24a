package staunch.examples;

/** The strength of a cipher suite's bulk cipher, which is part of its name. */
final class CipherBits {
    private CipherBits() {}

    /** In bits; 0 if the name does not say. */
    static int of(String cipherSuite) {
        if (cipherSuite.contains("AES_256") || cipherSuite.contains("CHACHA20")) {
            return 256;
        }
        return cipherSuite.contains("AES_128") ? 128 : 0;
    }
}
