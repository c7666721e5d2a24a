package staunch.examples;

import java.util.List;
import picocli.CommandLine.Option;
import staunch.tls.TlsOptions;
import staunch.tls.TlsVersion;

/** The arguments about TLS that a server and a client have in common. */
final class TlsArguments {
    @Option(
            names = "--tls",
            paramLabel = "VERSION",
            split = ",",
            description = "Speak this version only, 1.3 or 1.2; may be given as a list. Default: 1.3,1.2.")
    private List<String> versions = List.of("1.3", "1.2");

    @Option(
            names = "--provider",
            paramLabel = "NAME",
            description = "The JSSE provider. Default: ${DEFAULT-VALUE}.",
            defaultValue = "SunJSSE")
    private String provider = "SunJSSE";

    TlsOptions options() {
        return TlsOptions.DEFAULT
                .withProvider(provider)
                .withVersions(versions.stream().map(TlsArguments::version).toArray(TlsVersion[]::new));
    }

    private static TlsVersion version(String text) {
        return switch (text) {
            case "1.3" -> TlsVersion.TLS_1_3;
            case "1.2" -> TlsVersion.TLS_1_2;
            default -> throw new CommandFailure("--tls " + text + ": the versions are 1.3 and 1.2");
        };
    }
}
