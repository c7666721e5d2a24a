package staunch.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The libraries as a stranger's project gets them: installed into a repository of their own, then depended on with the
 * README's snippet by a project that holds nothing but the README's examples.
 */
@Tag("system")
class ConsumerTest {
    private static final Path MODULE = Path.of("").toAbsolutePath();
    private static final Path ROOT = MODULE.getParent();
    private static final Path TEMPLATES = MODULE.resolve("src/test/consumer");
    private static final List<String> LIBRARIES = List.of("reactor", "engine-adapter", "http-lite");
    private static final Duration MAVEN_LIMIT = Duration.ofMinutes(5);
    private static final Duration START_LIMIT = Duration.ofSeconds(30);
    private static final String JAVA_HOME = System.getProperty("java.home");
    private static final String VERSION = System.getProperty("staunch.version");

    @TempDir
    static Path folder;

    private static Path repository;
    private static Path project;
    private static String mainClass;
    private static String clientClass;

    @BeforeAll
    static void installAndCompile() throws IOException, InterruptedException {
        repository = folder.resolve("repository");
        fill("settings.xml", folder.resolve("settings.xml"));
        installLibraries(copyLibraries());
        project = writeProject();
        maven(project, "compile");
    }

    @Test
    void shouldInstallSourcesAndJavadocBesideEachLibrary() {
        for (String library : LIBRARIES) {
            Path installed =
                    repository.resolve("io/github/staunch/staunch-" + library).resolve(VERSION);
            for (String suffix : List.of(".jar", "-sources.jar", "-javadoc.jar", ".pom")) {
                Path file = installed.resolve("staunch-" + library + "-" + VERSION + suffix);
                assertTrue(Files.exists(file), file + " was not installed");
            }
        }
    }

    @Test
    void shouldServeFromTheClassPath() throws Exception {
        shouldServe(java(), "-cp", path("target/classes", "target/lib/*"), mainClass);
    }

    @Test
    void shouldServeFromTheModulePath() throws Exception {
        Path modules = compileModule("modules");
        shouldServe(java(), "-p", path(modules.toString(), "target/lib"), "-m", "example/" + mainClass);
    }

    /** The signatures of BouncyCastle's jars do not survive; elliptic curves are a module of their own before JDK 22. */
    @Test
    void shouldServeFromALinkedImage() throws Exception {
        Path modules = compileModule("modules-to-link");
        ExternalProgram.ofJdk("jlink")
                .in(project)
                .run(
                        "--module-path",
                        path(modules.toString(), "target/lib"),
                        "--add-modules",
                        "example,jdk.crypto.ec",
                        "--ignore-signing-information",
                        "--output",
                        "image")
                .expectSuccess();
        shouldServe(ExternalProgram.of(project.resolve("image/bin/java")), "-m", "example/" + mainClass);
    }

    @Test
    void shouldFetchWhatTheOtherExampleServes() throws Exception {
        String classPath = path("target/classes", "target/lib/*");
        whileServing(
                address -> {
                    String answer = atHome(java())
                            .run(withHome("-cp", classPath, clientClass, address.toString()))
                            .expectSuccess()
                            .output();
                    assertEquals("200 OK: Hello, /", answer.strip());
                },
                java(),
                "-cp",
                classPath,
                mainClass);
    }

    /** Any answer with a body is proof enough that it runs. */
    private static void shouldServe(ExternalProgram java, String... arguments) throws Exception {
        whileServing(
                address -> {
                    HttpResponse<String> response = TrustingClient.get(address);
                    assertEquals(200, response.statusCode(), address::toString);
                    assertFalse(response.body().isBlank(), "an empty page at " + address);
                },
                java,
                arguments);
    }

    /** What is done with a server that runs. */
    private interface Visit {
        void at(URI address) throws Exception;
    }

    /** The example prints the address it serves at. */
    private static void whileServing(Visit visit, ExternalProgram java, String... arguments) throws Exception {
        Process process = atHome(java).start(withHome(arguments));
        try {
            visit.at(assertTimeoutPreemptively(START_LIMIT, () -> addressIn(process.inputReader())));
        } finally {
            ExternalProgram.end(process);
        }
    }

    private static ExternalProgram atHome(ExternalProgram java) throws IOException {
        String home = home();
        return java.in(project).with("HOME", home).with("XDG_CONFIG_HOME", home);
    }

    private static String[] withHome(String... arguments) throws IOException {
        return Stream.concat(Stream.of("-Duser.home=" + home()), Stream.of(arguments))
                .toArray(String[]::new);
    }

    private static String home() throws IOException {
        return Files.createDirectories(folder.resolve("home")).toString();
    }

    private static URI addressIn(BufferedReader output) throws IOException {
        StringBuilder seen = new StringBuilder();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            seen.append(line).append('\n');
            Matcher address = Pattern.compile("https://\\S+").matcher(line);
            if (address.find()) {
                return URI.create(address.group());
            }
        }
        throw new AssertionError("the example ended without printing an https:// address: " + seen);
    }

    private static Path compileModule(String name) throws IOException, InterruptedException {
        Path modules = project.resolve(name);
        ExternalProgram.ofJdk("javac")
                .in(project)
                .run(
                        "--release",
                        "17",
                        "-p",
                        "target/lib",
                        "-d",
                        modules.resolve("example").toString(),
                        TEMPLATES.resolve("module-info.java").toString(),
                        "src/main/java/" + mainClass.replace('.', '/') + ".java")
                .expectSuccess();
        return modules;
    }

    private static Path writeProject() throws IOException {
        Path consumer = Files.createDirectories(folder.resolve("consumer"));
        fill("pom.xml", consumer.resolve("pom.xml"));
        Path sources = Files.createDirectories(consumer.resolve("src/main/java/example"));
        // The port may be taken here.
        mainClass = writeExample(example("embedding").replace("8443", "0"), sources);
        clientClass = writeExample(example("client"), sources);
        writeExample(example("routes"), sources);
        writeExample(example("intercepting"), sources);
        return consumer;
    }

    /** Into a package, since a module has no unnamed one; returns the class's name. */
    private static String writeExample(String example, Path sources) throws IOException {
        Matcher type = Pattern.compile("\\bclass (\\w+)").matcher(example);
        assertTrue(type.find(), "the README's example is a class with a main method");
        Files.writeString(sources.resolve(type.group(1) + ".java"), "package example;\n\n" + example);
        return "example." + type.group(1);
    }

    private static void fill(String template, Path target) throws IOException {
        String text = Files.readString(TEMPLATES.resolve(template)).replace("@dependency@", example("dependency"));
        Matcher placeholder = Pattern.compile("@([\\w.-]+)@").matcher(text);
        Files.writeString(
                target, placeholder.replaceAll(found -> Matcher.quoteReplacement(System.getProperty(found.group(1)))));
    }

    private static String example(String name) throws IOException {
        return Readme.example(ROOT.resolve("README.md"), name);
    }

    /** A copy without tests, so that this build and the one around it do not write to the same folders. */
    private static Path copyLibraries() throws IOException {
        Path copy = Files.createDirectories(folder.resolve("libraries"));
        Files.copy(ROOT.resolve("pom.xml"), copy.resolve("pom.xml"));
        for (String module : Stream.concat(LIBRARIES.stream(), Stream.of("bench", "examples"))
                .toList()) {
            Files.createDirectories(copy.resolve(module));
            Files.copy(
                    ROOT.resolve(module).resolve("pom.xml"),
                    copy.resolve(module).resolve("pom.xml"));
        }
        for (String library : LIBRARIES) {
            copyTree(
                    ROOT.resolve(library).resolve("src/main"),
                    copy.resolve(library).resolve("src/main"));
        }
        return copy;
    }

    private static void copyTree(Path from, Path to) throws IOException {
        try (Stream<Path> tree = Files.walk(from)) {
            for (Path source : tree.toList()) {
                Path target = to.resolve(from.relativize(source));
                Files.createDirectories(target.getParent());
                Files.copy(source, target, StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    /** The sources' format and style are checked by the build around this one. */
    private static void installLibraries(Path copy) throws IOException, InterruptedException {
        maven(
                copy,
                "install",
                "-pl",
                ":staunch-http-lite",
                "-am",
                "-P",
                "!lint,!error-prone",
                "-Dspotless.check.skip=true",
                "-Dcheckstyle.skip=true");
    }

    private static void maven(Path folder, String... arguments) throws IOException, InterruptedException {
        Stream<String> common = Stream.of(
                "-B",
                "-q",
                "-ntp",
                "-gs",
                ConsumerTest.folder.resolve("settings.xml").toString(),
                "-Dmaven.repo.local=" + repository);
        ExternalProgram.onPath("mvn")
                .in(folder)
                .with("JAVA_HOME", JAVA_HOME)
                .within(MAVEN_LIMIT)
                .run(Stream.concat(common, Stream.of(arguments)).toArray(String[]::new))
                .expectSuccess();
    }

    private static ExternalProgram java() {
        return ExternalProgram.ofJdk("java");
    }

    private static String path(String... entries) {
        return String.join(File.pathSeparator, entries);
    }
}
