package staunch.tls.record;

import java.util.HexFormat;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the two-byte numbers in a hello mean, for people. Only what is common today is here, by the names of IANA's
 * registry "TLS Parameters"; any other number is shown as such, {@code 0x1234}.
 */
public enum TlsRegistry {
    /** Versions of the protocol. */
    VERSION("""
            0300 SSLv3
            0301 TLSv1
            0302 TLSv1.1
            0303 TLSv1.2
            0304 TLSv1.3"""),

    /** Cipher suites; {@code SCSV} marks signals that are no suites. */
    CIPHER_SUITE("""
            1301 TLS_AES_128_GCM_SHA256
            1302 TLS_AES_256_GCM_SHA384
            1303 TLS_CHACHA20_POLY1305_SHA256
            1304 TLS_AES_128_CCM_SHA256
            1305 TLS_AES_128_CCM_8_SHA256
            c02b TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256
            c02c TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384
            c02f TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256
            c030 TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384
            cca8 TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256
            cca9 TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256
            ccaa TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256
            c009 TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA
            c00a TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA
            c013 TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA
            c014 TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA
            c023 TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256
            c024 TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384
            c027 TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256
            c028 TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384
            009c TLS_RSA_WITH_AES_128_GCM_SHA256
            009d TLS_RSA_WITH_AES_256_GCM_SHA384
            009e TLS_DHE_RSA_WITH_AES_128_GCM_SHA256
            009f TLS_DHE_RSA_WITH_AES_256_GCM_SHA384
            000a TLS_RSA_WITH_3DES_EDE_CBC_SHA
            002f TLS_RSA_WITH_AES_128_CBC_SHA
            0035 TLS_RSA_WITH_AES_256_CBC_SHA
            003c TLS_RSA_WITH_AES_128_CBC_SHA256
            003d TLS_RSA_WITH_AES_256_CBC_SHA256
            0033 TLS_DHE_RSA_WITH_AES_128_CBC_SHA
            0039 TLS_DHE_RSA_WITH_AES_256_CBC_SHA
            0067 TLS_DHE_RSA_WITH_AES_128_CBC_SHA256
            006b TLS_DHE_RSA_WITH_AES_256_CBC_SHA256
            00ff TLS_EMPTY_RENEGOTIATION_INFO_SCSV
            5600 TLS_FALLBACK_SCSV"""),

    /** Groups for the key exchange: curves, finite fields, and the hybrids with ML-KEM. */
    GROUP("""
            0017 secp256r1
            0018 secp384r1
            0019 secp521r1
            001d x25519
            001e x448
            0100 ffdhe2048
            0101 ffdhe3072
            0102 ffdhe4096
            0103 ffdhe6144
            0104 ffdhe8192
            0200 MLKEM512
            0201 MLKEM768
            0202 MLKEM1024
            11eb SecP256r1MLKEM768
            11ec X25519MLKEM768
            11ed SecP384r1MLKEM1024"""),

    /** Signature schemes. */
    SIGNATURE_SCHEME("""
            0201 rsa_pkcs1_sha1
            0203 ecdsa_sha1
            0401 rsa_pkcs1_sha256
            0501 rsa_pkcs1_sha384
            0601 rsa_pkcs1_sha512
            0403 ecdsa_secp256r1_sha256
            0503 ecdsa_secp384r1_sha384
            0603 ecdsa_secp521r1_sha512
            0804 rsa_pss_rsae_sha256
            0805 rsa_pss_rsae_sha384
            0806 rsa_pss_rsae_sha512
            0807 ed25519
            0808 ed448
            0809 rsa_pss_pss_sha256
            080a rsa_pss_pss_sha384
            080b rsa_pss_pss_sha512
            0904 mldsa44
            0905 mldsa65
            0906 mldsa87"""),

    /** Types of extension. */
    EXTENSION("""
            0000 server_name
            0001 max_fragment_length
            0005 status_request
            000a supported_groups
            000b ec_point_formats
            000d signature_algorithms
            0010 application_layer_protocol_negotiation
            0011 status_request_v2
            0012 signed_certificate_timestamp
            0015 padding
            0016 encrypt_then_mac
            0017 extended_master_secret
            001b compress_certificate
            001c record_size_limit
            0022 delegated_credential
            0023 session_ticket
            0029 pre_shared_key
            002a early_data
            002b supported_versions
            002c cookie
            002d psk_key_exchange_modes
            002f certificate_authorities
            0031 post_handshake_auth
            0032 signature_algorithms_cert
            0033 key_share
            fe0d encrypted_client_hello
            ff01 renegotiation_info""");

    private static final HexFormat HEX = HexFormat.of();

    private final Map<Integer, String> names;

    /** Takes a table: on each line the number in hexadecimal, a space, the name. */
    TlsRegistry(String table) {
        names = Stream.of(table.split("\n"))
                .map(line -> line.split(" "))
                .collect(Collectors.toUnmodifiableMap(row -> Integer.parseInt(row[0], 16), row -> row[1]));
    }

    /**
     * The name of a number.
     *
     * @param code from 0 to 0xffff
     * @return its name, for example {@code x25519}; for one that is not in the table, {@code 0x1234}
     */
    public String name(int code) {
        String name = names.get(code);
        return name == null ? "0x" + HEX.toHexDigits((char) code) : name;
    }

    /**
     * Whether a number is one of the sixteen (0x0a0a, 0x1a1a … 0xfafa) that clients strew into their offers so that
     * servers do not forget to ignore what they do not know (RFC 8701). They mean nothing.
     */
    public static boolean isGrease(int code) {
        return (code & 0x0f0f) == 0x0a0a && code >> 8 == (code & 0xff);
    }
}
