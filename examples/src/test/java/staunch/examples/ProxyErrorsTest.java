package staunch.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What keeps a proxy from starting is one line that says what to do, and how it ends and begins again. */
class ProxyErrorsTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                    --port 70000                            | --port 70000: a port is from 0, .* to 65535
                    --bind no.invalid                       | --bind no.invalid is no address of this machine
                    --direct x                              | --direct x does not have the form PORT or PORT:SERVERS-PORT
                    --direct 0:70000                        | --direct 0:70000: the servers' port is from 1 to 65535
                    --replace cookie:a=>b                   | --replace: the rule cookie:a=>b is for cookie, which is no place.*
                    --replace word                          | --replace: the rule word is not of the form FROM=>TO.*
                    --replace re:(=>x                       | --replace: the pattern of the rule .* is broken at index 1.*
                    --pass http://a                         | --pass: a pattern of hosts is .* without port or scheme.*
                    --pass localhost:9443                   | --pass: a pattern of hosts is .* without port .*; not 'localhost:9443'
                    --intercept *:443                       | --intercept: a pattern of hosts is .* without port .*
                    --uninterceptable maybe                 | --uninterceptable maybe: it is tunnel or refuse
                    --pinned -1                             | --pinned -1: it takes at least one refusal.*
                    --pinned 0                              | --pinned 0: it takes at least one refusal.*
                    --loops 0                               | --loops 0: there must be at least one
                    --insecure-upstream *                   | --insecure-upstream: .* name the hosts that are meant, .*
                    --client-cert a.test                    | --client-cert a.test does not have the form HOSTS=CERT,KEY
                    --client-cert a.test=nowhere.pem,k.pem  | nowhere.pem: no such file; check the path
                    --ca-cert nowhere.pem                   | --ca-cert and --ca-key belong together.*
                    --ca-cert nowhere.pem --ca-key k.pem    | nowhere.pem: no such file; check the path
                    --ca-dir /dev/null                      | /dev/null: cannot be created; name a folder .*
                    --upstream-ca nowhere.pem               | nowhere.pem: no such file; check the path
                    --upstream-proxy host                   | --upstream-proxy host does not have the form HOST:PORT
                    --upstream-proxy host:70000             | --upstream-proxy host:70000: a port must be .*
                    --upstream-proxy-auth-file nowhere      | --upstream-proxy-auth-file is for the proxy that .* names
                    --deny-private --upstream-proxy a:1     | --deny-private cannot be held with --upstream-proxy, .*
                    --har-secrets                           | --har-secrets is for the file that --har names
                    --har-bodies 1                          | --har-bodies is for the file that --har names
                    --pcap-bodies 1                         | --pcap-bodies is for the file that --pcap names
                    --har a --log b/../a                    | --har, --pcap and --log must each have a file of its own
                    --auth-file nowhere                     | --auth-file nowhere: no such file; check the path
                    --resolve a:b                           | --resolve a:b does not have the form HOST:PORT:ADDRESS
                    """)
    void shouldSayWhatIsWrong(String arguments, String message) {
        checkRefused(message, arguments.split(" "));
    }

    private void checkRefused(String message, String... arguments) {
        Stream<String> inFolder =
                List.of(arguments).contains("--ca-dir") || List.of(arguments).contains("--ca-cert")
                        ? Stream.empty()
                        : Stream.of("--ca-dir", folder.resolve("ca").toString());
        String[] all = Stream.of(Stream.of("proxy"), inFolder, Stream.of(arguments))
                .flatMap(words -> words)
                .toArray(String[]::new);
        ExternalProgram.Outcome outcome = StaunchProgram.run(all);
        assertEquals(1, outcome.status(), outcome::toString);
        assertTrue(Pattern.matches("staunch: " + message + "\n", outcome.errors()), outcome::errors);
        assertEquals("", outcome.output());
    }

    @Test
    void shouldSayThatThePortIsTaken() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            checkRefused(
                    "cannot listen on 127.0.0.1:" + taken.getLocalPort() + ": .*", "--port", "" + taken.getLocalPort());
            checkRefused(
                    "cannot listen on 127.0.0.1:" + taken.getLocalPort() + ": .*",
                    "--port",
                    "0",
                    "--direct",
                    "" + taken.getLocalPort());
        }
    }

    @Test
    void shouldKeepRecordingsWhenItCannotStart() throws Exception {
        Path recordings = Files.createDirectory(folder.resolve("recordings"));
        String har = "" + Files.writeString(recordings.resolve("z.har"), "precious");
        String pcap = "" + Files.writeString(recordings.resolve("z.pcap"), "precious");
        String none = "" + recordings.resolve("none");
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = "" + taken.getLocalPort();
            checkRefused("cannot listen on .*", "--port", port, "--har", har, "--pcap", pcap);
            checkRefused("cannot listen on .*", "--port", "0", "--direct", port, "--har", har, "--pcap", none);
        }
        checkRefused("--pcap .*: is a folder: .*", "--port", "0", "--har", har, "--pcap", "" + recordings);
        checkRefused("--log .*", "--port", "0", "--har", none, "--pcap", pcap, "--log", "" + recordings);
        assertEquals("precious", Files.readString(Path.of(har)));
        assertEquals("precious", Files.readString(Path.of(pcap)));
        try (Stream<Path> left = Files.list(recordings)) {
            assertEquals(2, left.count());
        }
    }

    @Test
    void shouldSayWhatCannotBeRecordedTo() {
        checkRefused("--har .*: is a folder: name a file", "--port", "0", "--har", "" + folder);
        checkRefused(
                "--har /dev/null: is not a regular file: name another to record to",
                "--port",
                "0",
                "--har",
                "/dev/null");
        checkRefused("--log .*: is a folder: name a file", "--port", "0", "--log", "" + folder);
        checkRefused(
                "--pcap .* cannot be written: NoSuchFileException; .*", "--port", "0", "--pcap", folder + "/none/z");
    }

    @Test
    void shouldWantUserAndPassword() throws Exception {
        Path file = Files.writeString(folder.resolve("credentials"), "secret\n");
        checkRefused("--auth-file .*: its first line must be USER:PASSWORD", "--auth-file", file.toString());
    }

    @Test
    @Tag("system")
    void shouldEndByCtrlCAndBeginAgainWithTheSameAuthority() throws Exception {
        String authority;
        try (Proxying first = Proxying.start(folder)) {
            authority = Files.readString(Path.of(first.authority()));
            first.program().interrupt();
            first.program().await("^Finishing what runs, at most 5 s");
            first.program().expectEnd(130);
        }
        try (Proxying second = Proxying.start(folder)) {
            assertEquals(authority, Files.readString(Path.of(second.authority())));
            Path key = Path.of(second.authority()).resolveSibling("root-key.pem");
            assertEquals(
                    Set.of("OWNER_READ", "OWNER_WRITE"),
                    Set.copyOf(Files.getPosixFilePermissions(key).stream()
                            .map(Enum::name)
                            .toList()));
        }
    }
}
