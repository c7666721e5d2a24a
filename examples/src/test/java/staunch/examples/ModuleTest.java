package staunch.examples;

import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Requires;
import java.net.URL;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The three modules as others see them: what they export, what they need, and that no signature names what is hidden. */
class ModuleTest {
    /** Required at compile time only. */
    private static final String ANNOTATIONS = "org.jspecify";

    private static final Map<String, ModuleDescriptor> MODULES = readModules();

    /** A module, the packages it exports, and the modules it needs at run time besides java.base. */
    record Row(String name, Set<String> exports, Set<String> requires) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Row> modules() {
        return Stream.of(
                new Row(
                        "staunch.reactor",
                        Set.of("staunch.reactor", "staunch.reactor.memory", "staunch.reactor.sim"),
                        Set.of("org.jctools.core")),
                new Row(
                        "staunch.tls",
                        Set.of("staunch.tls", "staunch.tls.pki", "staunch.tls.record"),
                        Set.of("staunch.reactor", "org.bouncycastle.pkix", "org.bouncycastle.provider")),
                new Row(
                        "staunch.http",
                        Set.of(
                                "staunch.http",
                                "staunch.http.capture",
                                "staunch.http.codec",
                                "staunch.http.coding",
                                "staunch.http.junit",
                                "staunch.http.proxy",
                                "staunch.http.rewrite"),
                        Set.of("staunch.reactor")));
    }

    @ParameterizedTest
    @MethodSource("modules")
    void shouldExportItsPackages(Row row) {
        assertEquals(row.exports(), exported(module(row.name())));
    }

    @ParameterizedTest
    @MethodSource("modules")
    void shouldRequireNothingElseAtRunTime(Row row) {
        Set<String> required = module(row.name()).requires().stream()
                .filter(requires -> !requires.modifiers().contains(Requires.Modifier.STATIC))
                .map(Requires::name)
                .filter(name -> !name.equals("java.base"))
                .collect(toSet());
        assertEquals(row.requires(), required);
    }

    @ParameterizedTest
    @MethodSource("modules")
    void shouldNeedAnnotationsOnlyToCompile(Row row) {
        Set<Set<Requires.Modifier>> modifiers = module(row.name()).requires().stream()
                .filter(requires -> requires.name().equals(ANNOTATIONS))
                .map(Requires::modifiers)
                .collect(toSet());
        assertEquals(Set.of(Set.of(Requires.Modifier.STATIC)), modifiers);
    }

    @Test
    void shouldNameOnlyPublicTypesInPublicSignatures() {
        JavaClasses classes = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages(modules().flatMap(row -> row.exports().stream()).toList());
        Set<String> hidden = new TreeSet<>();
        for (JavaClass type : classes.that(DescribedPredicate.describe("are accessible", ModuleTest::isAccessible))) {
            for (JavaMember member : type.getMembers()) {
                signature(member)
                        .map(JavaClass::getBaseComponentType)
                        .filter(named -> named.getPackageName().startsWith("staunch") && !isAccessible(named))
                        .forEach(named -> hidden.add(member.getFullName() + " names " + named.getName()));
            }
        }
        assertEquals(Collections.emptySet(), hidden);
    }

    private static Stream<JavaClass> signature(JavaMember member) {
        if (!isPublicOrProtected(member.getModifiers())) {
            return Stream.empty();
        }
        return member.getAllInvolvedRawTypes().stream();
    }

    private static boolean isAccessible(JavaClass type) {
        return isPublicOrProtected(type.getModifiers())
                && type.getEnclosingClass().map(ModuleTest::isAccessible).orElse(true);
    }

    private static boolean isPublicOrProtected(Set<JavaModifier> modifiers) {
        return modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED);
    }

    private static ModuleDescriptor module(String name) {
        return Optional.ofNullable(MODULES.get(name))
                .orElseThrow(() -> new AssertionError("no module-info of " + name + " on the class path"));
    }

    private static Set<String> exported(ModuleDescriptor module) {
        return module.exports().stream().map(ModuleDescriptor.Exports::source).collect(toSet());
    }

    private static Map<String, ModuleDescriptor> readModules() {
        try {
            List<URL> descriptors =
                    Collections.list(ModuleTest.class.getClassLoader().getResources("module-info.class"));
            return descriptors.stream()
                    .map(ModuleTest::readModule)
                    .collect(toMap(ModuleDescriptor::name, Function.identity(), (first, second) -> first));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ModuleDescriptor readModule(URL descriptor) {
        try (InputStream in = descriptor.openStream()) {
            return ModuleDescriptor.read(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
