package staunch.http.coding;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Someone else's library that may not be there: its methods, found by name. Immutable, any thread.
 *
 * @param <T> the methods that are used of it
 */
final class OptionalLibrary<T> {
    /** Finds the methods. */
    interface Finder<T> {
        T find() throws Throwable;
    }

    /** A call of a method that was found. */
    interface Invocation<R> {
        R run() throws Throwable;
    }

    private final @Nullable T methods;
    private final String missing;

    private OptionalLibrary(@Nullable T methods, String missing) {
        this.methods = methods;
        this.missing = missing;
    }

    /**
     * @param coordinates group and artifact
     * @param token the coding it is for
     */
    static <T> OptionalLibrary<T> find(String coordinates, String token, Finder<T> finder) {
        try {
            return new OptionalLibrary<>(finder.find(), "");
        } catch (ClassNotFoundException absent) {
            return new OptionalLibrary<>(
                    null, "to decode bodies of coding " + token + " add " + coordinates + " to the class path");
        } catch (Throwable unfit) {
            // Another version, or a machine that its native part is not made for: an Error too is no reason to end
            // here.
            return new OptionalLibrary<>(
                    null, coordinates + ", for bodies of coding " + token + ", cannot be used here: " + unfit);
        }
    }

    Optional<String> missing() {
        return methods == null ? Optional.of(missing) : Optional.empty();
    }

    T get() throws IOException {
        if (methods == null) {
            throw new IOException(missing);
        }
        return methods;
    }

    /** Runs a method, which throws nothing that is checked but {@link IOException}. */
    static <R> R call(Invocation<R> invocation) throws IOException {
        try {
            return invocation.run();
        } catch (IOException | RuntimeException | Error thrown) {
            throw thrown;
        } catch (Throwable unexpected) {
            throw new IllegalStateException("a coder threw what it does not declare", unexpected);
        }
    }

    static MethodHandle constructor(Class<?> type, Class<?>... parameters) throws ReflectiveOperationException {
        return MethodHandles.publicLookup().findConstructor(type, MethodType.methodType(void.class, parameters));
    }

    static MethodHandle method(Class<?> type, String name, Class<?> result, Class<?>... parameters)
            throws ReflectiveOperationException {
        return MethodHandles.publicLookup().findVirtual(type, name, MethodType.methodType(result, parameters));
    }

    static MethodHandle staticMethod(Class<?> type, String name, Class<?> result) throws ReflectiveOperationException {
        return MethodHandles.publicLookup().findStatic(type, name, MethodType.methodType(result));
    }

    /** The constant of that name. */
    static Object constant(Class<?> type, String name) throws ReflectiveOperationException {
        return type.getField(name).get(null);
    }
}
