package staunch.examples;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Clock;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who may import whom: the packages' layers as a table. What a row does not list is forbidden. */
class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("staunch");

    /** JSpecify's annotations are known to the compiler only, and allowed everywhere. */
    private static final String ANNOTATIONS = "org.jspecify.annotations";

    /** A package (without the packages below it) and all that it may import, besides itself. */
    record Row(String name, Set<String> imports) {
        @Override
        public String toString() {
            return name;
        }

        String[] allowed() {
            return Stream.concat(Stream.of(name, ANNOTATIONS), imports.stream()).toArray(String[]::new);
        }
    }

    static Stream<Row> layers() {
        return Stream.concat(belowHttp(), http());
    }

    private static Stream<Row> belowHttp() {
        return Stream.of(
                new Row("staunch.reactor.memory", Set.of("java.lang..", "java.nio", "java.util..")),
                // Of JCTools only the queues that need no Unsafe.
                new Row("staunch.reactor", Set.of("java..", "org.jctools.queues.atomic", "staunch.reactor.memory")),
                new Row("staunch.reactor.sim", Set.of("java..", "staunch.reactor", "staunch.reactor.memory")),
                new Row(
                        "staunch.tls.record",
                        Set.of("java.lang..", "java.nio", "java.util..", "javax.net.ssl", "staunch.reactor.memory")),
                new Row(
                        "staunch.tls.pki",
                        Set.of("java..", "javax.crypto..", "javax.net.ssl", "javax.security..", "org.bouncycastle..")),
                new Row(
                        "staunch.tls",
                        Set.of(
                                "java..",
                                "javax.net.ssl",
                                "javax.security..",
                                "staunch.reactor",
                                "staunch.reactor.memory",
                                "staunch.tls.pki",
                                "staunch.tls.record")));
    }

    private static Stream<Row> http() {
        return Stream.of(
                new Row(
                        "staunch.http.codec",
                        Set.of("java.io", "java.lang..", "java.nio", "java.nio.charset", "java.time..", "java.util..")),
                // What is reached by name is reached by java.lang.invoke.
                new Row("staunch.http.coding", Set.of("java.io", "java.lang..", "java.nio", "java.util..")),
                new Row(
                        "staunch.http.rewrite",
                        Set.of(
                                "java.io",
                                "java.lang..",
                                "java.nio",
                                "java.nio.charset",
                                "java.util..",
                                "staunch.http.codec",
                                "staunch.http.coding")),
                new Row(
                        "staunch.http",
                        // The principal is how a client's certificate tells its subject.
                        Set.of(
                                "java..",
                                "javax.security.auth.x500",
                                "staunch.http.codec",
                                "staunch.http.coding",
                                "staunch.reactor",
                                "staunch.reactor.memory")),
                new Row(
                        "staunch.http.proxy",
                        Set.of(
                                "java..",
                                "staunch.http",
                                "staunch.http.codec",
                                "staunch.http.coding",
                                "staunch.http.rewrite",
                                "staunch.reactor",
                                "staunch.tls",
                                "staunch.tls.pki",
                                "staunch.tls.record")),
                new Row(
                        "staunch.http.capture",
                        Set.of(
                                "java..",
                                "staunch.http",
                                "staunch.http.codec",
                                "staunch.http.coding",
                                "staunch.http.proxy",
                                "staunch.reactor")),
                new Row(
                        "staunch.http.junit",
                        Set.of(
                                "java..",
                                "javax.net.ssl",
                                "org.junit.jupiter.api.extension",
                                "staunch.http",
                                "staunch.reactor",
                                "staunch.tls",
                                "staunch.tls.pki")));
    }

    @ParameterizedTest
    @MethodSource("layers")
    void shouldImportOnlyWhatItsLayerAllows(Row layer) {
        classes()
                .that()
                .resideInAPackage(layer.name())
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(layer.allowed())
                .check(CLASSES);
    }

    @Test
    void shouldGiveEveryPackageOfTheLibrariesALayer() {
        String[] known = Stream.concat(layers().map(Row::name), Stream.of("staunch.bench..", "staunch.examples.."))
                .toArray(String[]::new);
        classes().should().resideInAnyPackage(known).check(CLASSES);
    }

    @Test
    void shouldKeepTheBenchmarksFreeOfTheExamples() {
        noClasses()
                .that()
                .resideInAPackage("staunch.bench..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("staunch.examples..")
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    /** What ours is compared with is started by name, in a process of its own: it is no part of anything else. */
    @Test
    void shouldKeepOtherServersAmongThePeers() {
        noClasses()
                .that()
                .resideOutsideOfPackage("staunch.bench.peer")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.netty..", "org.eclipse.jetty..", "io.undertow..", "org.xnio..", "com.sun.net.httpserver..")
                .check(CLASSES);
    }

    /** What decides whether a measurement is believed is tried with made-up times: it has no clock and no socket. */
    @Test
    void shouldKeepSchedulesAndVerdictsFreeOfSocketsAndClocks() {
        noClasses()
                .that()
                .haveFullyQualifiedName("staunch.bench.Pacer")
                .or()
                .haveFullyQualifiedName("staunch.bench.ResumeMix")
                .or()
                .haveFullyQualifiedName("staunch.bench.Verdict")
                .or()
                .haveFullyQualifiedName("staunch.bench.Summary")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("staunch.reactor..", "staunch.tls..", "java.net..", "java.nio..", "java.time..")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .check(CLASSES);
    }

    /** The codec and the record pump touch the bytes and the time they are handed, nothing else. */
    @Test
    void shouldKeepProtocolCodeFreeOfThreadsClocksAndLoggers() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "staunch.tls.record", "staunch.http.codec", "staunch.http.coding", "staunch.http.rewrite")
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(Thread.class, System.Logger.class, Clock.class)
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .dependOnClassesThat()
                .resideInAnyPackage("java.util.concurrent..")
                .check(CLASSES);
    }
}
