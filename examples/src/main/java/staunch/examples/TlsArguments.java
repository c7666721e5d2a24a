package staunch.examples;

import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import picocli.CommandLine.Option;
import staunch.tls.TlsOptions;
import staunch.tls.TlsVersion;

/** The arguments about TLS that a server and a client have in common. */
final class TlsArguments {
    @Option(
            names = "--tls",
            paramLabel = "VERSIONS",
            description = "The versions to speak: 1.3, 1.2, or 1.3,1.2. Default: both.")
    private String versions = "1.3,1.2";

    @Option(
            names = "--provider",
            paramLabel = "NAME",
            description = "Who implements TLS: SunJSSE, BCJSSE or Conscrypt. Default: ${DEFAULT-VALUE}.",
            defaultValue = "SunJSSE")
    private String provider = "SunJSSE";

    private static final List<String> PROVIDERS = List.of("SunJSSE", "BCJSSE", "Conscrypt");

    /** BCJSSE logs each handshake, and each refusal with its stack, which are told here in a line; held while it is used. */
    private static final Logger BOUNCY_CASTLE = Logger.getLogger("org.bouncycastle.jsse");

    TlsOptions options() {
        BOUNCY_CASTLE.setLevel(Level.OFF);
        return TlsOptions.DEFAULT
                .withProvider(spelled(provider))
                .withApplicationProtocols("http/1.1")
                .withVersions(Stream.of(versions.split(",", -1))
                        .map(TlsArguments::version)
                        .toArray(TlsVersion[]::new));
    }

    /** As the provider itself spells it, if it is one of those that are known here. */
    private static String spelled(String provider) {
        return PROVIDERS.stream().filter(provider::equalsIgnoreCase).findFirst().orElse(provider);
    }

    private static TlsVersion version(String text) {
        return switch (text) {
            case "1.3", "TLSv1.3" -> TlsVersion.TLS_1_3;
            case "1.2", "TLSv1.2" -> TlsVersion.TLS_1_2;
            default -> throw new CommandFailure("--tls " + text + ": the versions are 1.3 and 1.2");
        };
    }
}
