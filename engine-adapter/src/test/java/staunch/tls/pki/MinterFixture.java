package staunch.tls.pki;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static staunch.tls.pki.PkiFixtures.RANDOM;
import static staunch.tls.pki.PkiFixtures.assertFails;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.bouncycastle.asn1.DERIA5String;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import staunch.tls.pki.PkiException.Kind;

/** An authority at a time that a test sets, and what it signs. */
final class MinterFixture {
    static final Instant NOW = Instant.parse("2026-05-01T12:00:00Z");
    static final Executor AT_ONCE = Runnable::run;

    final AtomicReference<Instant> now = new AtomicReference<>(NOW);
    final CertificateAuthority authority = CertificateAuthority.create("Proxy", KeyType.EC_P256, now::get, RANDOM);
    final AtomicInteger signed = new AtomicInteger();

    Identity sign(LeafRequest request) {
        signed.incrementAndGet();
        return authority.issue(request);
    }

    LeafMinter<Identity> minter(Executor executor, int maxKept) {
        return new LeafMinter<>(authority, this::sign, Function.identity(), executor, maxKept);
    }

    static <T> T made(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    static Throwable failure(CompletionStage<?> stage) {
        CompletableFuture<?> future = stage.toCompletableFuture();
        return assertThrows(CompletionException.class, future::join).getCause();
    }

    static PkiException assertFailsLater(Kind kind, CompletionStage<?> stage) {
        return assertFails(kind, () -> {
            throw failure(stage);
        });
    }

    static List<String> names(Identity identity) {
        return CertificateSummary.of(identity.leaf()).alternativeNames();
    }

    /** What a server behind shows, with names as odd as it likes. */
    static X509Certificate real(GeneralName... names) {
        return PkiFixtures.selfSigned(
                new X500Name("CN=real.test"),
                KeyType.EC_P256.generate(RANDOM),
                builder -> builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names)));
    }

    static GeneralName dns(String name) {
        return new GeneralName(GeneralName.dNSName, new DERIA5String(name));
    }

    static GeneralName address(String name) {
        return new GeneralName(GeneralName.iPAddress, name);
    }

    static Instant begin(X509Certificate certificate) {
        return certificate.getNotBefore().toInstant();
    }

    static Instant end(X509Certificate certificate) {
        return certificate.getNotAfter().toInstant();
    }
}
