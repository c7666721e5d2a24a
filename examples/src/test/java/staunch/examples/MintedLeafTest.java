package staunch.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import staunch.tls.pki.AuthorityFolder;
import staunch.tls.pki.CertificateAuthority;
import staunch.tls.pki.Identity;
import staunch.tls.pki.KeyType;
import staunch.tls.pki.LeafMinter;
import staunch.tls.pki.LeafRequest;
import staunch.tls.pki.PassphraseSource;
import staunch.tls.pki.Pem;

/** The leaves of an intercepting proxy, as OpenSSL judges them at its strictest. */
class MintedLeafTest {
    private static final String SETTINGS = """
            [req]
            distinguished_name = name
            [name]
            [own]
            basicConstraints = critical, CA:TRUE
            keyUsage = critical, keyCertSign, cRLSign
            subjectKeyIdentifier = %s
            """;

    @TempDir
    private Path folder;

    private Path file(String name) {
        return folder.resolve(name);
    }

    private static void openssl(String... arguments) throws Exception {
        ExternalProgram.onPath("openssl").run(arguments).expectSuccess();
    }

    private static Identity mint(CertificateAuthority authority, String host) {
        return LeafMinter.of(authority).mint(host).toCompletableFuture().join();
    }

    private void verify(Path root, Identity leaf, String... names) throws Exception {
        Path chain = file("leaf.pem");
        Pem.writeCertificates(chain, leaf.chain());
        String[] rest = {"-CAfile", root.toString(), "-untrusted", chain.toString(), chain.toString()};
        openssl(Stream.of(
                        Stream.of("verify", "-x509_strict", "-purpose", "sslserver", "-check_ss_sig"),
                        Stream.of(names),
                        Stream.of(rest))
                .flatMap(arguments -> arguments)
                .toArray(String[]::new));
    }

    @Test
    void shouldPassUnderTheAuthorityThatIsMadeAtFirstUse() throws Exception {
        AuthorityFolder made = AuthorityFolder.at(file("ca"));
        CertificateAuthority authority = made.openOrCreate("Proxy", PassphraseSource.none());
        Identity real = CertificateAuthority.create("Public")
                .issue(LeafRequest.forServer("example.test", "*.example.test", "192.0.2.7", "2001:db8::7"));
        Identity leaf = LeafMinter.of(authority)
                .mint("www.other.test", real.leaf())
                .toCompletableFuture()
                .join();
        for (String host : List.of("www.other.test", "example.test", "www.example.test")) {
            verify(made.certificate(), leaf, "-verify_hostname", host);
        }
        for (String address : List.of("192.0.2.7", "2001:db8::7")) {
            verify(made.certificate(), leaf, "-verify_ip", address);
            verify(made.certificate(), mint(authority, address), "-verify_ip", address);
        }
        verify(made.certificate(), mint(authority, "a".repeat(60) + ".example.test"));
    }

    @Test
    void shouldPassUnderAnIntermediateOfTheCommandLine() throws Exception {
        StaunchProgram.run("ca", "init", "--dir", file("ca").toString()).expectSuccess();
        StaunchProgram.run("ca", "intermediate", "--dir", file("ca").toString(), "Issuing")
                .expectSuccess();
        CertificateAuthority issuing = CertificateAuthority.fromPem(
                file("ca/Issuing.pem"), file("ca/Issuing-key.pem"), PassphraseSource.none());
        verify(file("ca/root.pem"), mint(issuing, "www.test"), "-verify_hostname", "www.test");
        CertificateAuthority root = AuthorityFolder.at(file("ca")).open(PassphraseSource.none());
        verify(file("ca/root.pem"), mint(root, "www.test"), "-verify_hostname", "www.test");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hash: -newkey rsa:2048 -nodes",
                "0102030405: -newkey rsa:2048 -nodes",
                "DEADBEEF: -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes",
                "hash: -newkey ec -pkeyopt ec_paramgen_curve:P-384 -passout pass:open"
            })
    void shouldPassUnderAUsersOwnAuthority(String kind) throws Exception {
        String[] identifierAndKey = kind.split(": ");
        Files.writeString(file("settings"), SETTINGS.formatted(identifierAndKey[0]));
        Stream<String> common = Stream.of(
                "req",
                "-x509",
                "-config",
                file("settings").toString(),
                "-extensions",
                "own",
                "-subj",
                "/O=Mine/CN=Own");
        Stream<String> files = Stream.of(
                "-out",
                file("own.pem").toString(),
                "-keyout",
                file("own-key.pem").toString());
        openssl(Stream.of(common, files, Stream.of(identifierAndKey[1].split(" ")))
                .flatMap(arguments -> arguments)
                .toArray(String[]::new));
        CertificateAuthority own = CertificateAuthority.fromPem(
                file("own.pem"), file("own-key.pem"), PassphraseSource.of("open".toCharArray()));
        verify(file("own.pem"), mint(own, "www.test"), "-verify_hostname", "www.test");
        CertificateAuthority below = own.issueIntermediate("Below", KeyType.RSA_2048);
        verify(file("own.pem"), mint(below, "www.test"), "-verify_hostname", "www.test");
    }

    @Test
    void shouldGiveTwoThousandLeavesSerialNumbersOfTheirOwn() throws Exception {
        Set<BigInteger> serials = new HashSet<>();
        for (int restart = 0; restart < 2; restart++) {
            CertificateAuthority authority =
                    AuthorityFolder.at(file("ca")).openOrCreate("Proxy", PassphraseSource.none());
            LeafMinter<Identity> minter = LeafMinter.of(authority, leaf -> leaf, Runnable::run, 100);
            List<Identity> leaves = new ArrayList<>();
            for (int round = 0; round < 2; round++) {
                IntStream.range(0, 500)
                        .mapToObj(i -> minter.mint("h" + i + ".test"))
                        .forEach(stage -> leaves.add(stage.toCompletableFuture().join()));
            }
            for (Identity leaf : leaves) {
                BigInteger serial = leaf.leaf().getSerialNumber();
                assertTrue(serial.bitLength() >= 64 && serials.add(serial), serial::toString);
            }
            verify(AuthorityFolder.at(file("ca")).certificate(), leaves.get(0), "-verify_hostname", "h0.test");
            verify(AuthorityFolder.at(file("ca")).certificate(), leaves.get(999), "-verify_hostname", "h499.test");
        }
        assertEquals(2_000, serials.size());
    }
}
