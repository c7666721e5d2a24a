package staunch.tls;

import java.lang.reflect.InvocationTargetException;
import java.security.Provider;
import java.security.Security;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Finds a JSSE provider by its name: installed, or on the class path. Optional ones are reached by name only, and are
 * never registered with the process: what is made here is Staunch's alone.
 */
final class Providers {
    /** How to make one, and what to add when it is not there. */
    private record Reachable(String className, String dependency) {}

    private static final String BCJSSE = "BCJSSE";
    private static final String BCJSSE_CRYPTOGRAPHY = "org.bouncycastle.jce.provider.BouncyCastleProvider";
    private static final Map<String, Reachable> OPTIONAL = Map.of(
            BCJSSE,
            new Reachable("org.bouncycastle.jsse.provider.BouncyCastleJsseProvider", "org.bouncycastle:bctls-jdk18on"),
            "Conscrypt",
            new Reachable("org.conscrypt.OpenSSLProvider", "org.conscrypt:conscrypt-openjdk-uber"));

    /** Those that were made: each is a large table, and the same for every context. */
    private static final Map<String, Provider> MADE = new ConcurrentHashMap<>();

    private Providers() {}

    /**
     * The provider of that name.
     *
     * @throws IllegalArgumentException if there is none; names the dependency to add
     */
    static Provider named(String name) {
        Provider installed = Security.getProvider(name);
        return installed != null ? installed : MADE.computeIfAbsent(name, Providers::make);
    }

    private static Provider make(String name) {
        Reachable optional = OPTIONAL.get(name);
        if (optional == null) {
            throw new IllegalArgumentException("there is no security provider named " + name
                    + "; choose SunJSSE, BCJSSE or Conscrypt, or install yours with Security.addProvider");
        }
        try {
            Class<? extends Provider> type = type(optional.className);
            // BCJSSE without BouncyCastle's cryptography below it has few groups, and which ones depends on the JDK.
            return name.equals(BCJSSE)
                    ? type.getConstructor(Provider.class)
                            .newInstance(
                                    type(BCJSSE_CRYPTOGRAPHY).getConstructor().newInstance())
                    : type.getConstructor().newInstance();
        } catch (ClassNotFoundException missing) {
            throw new IllegalArgumentException(
                    "the provider " + name + " is not on the class path: add the Maven dependency "
                            + optional.dependency,
                    missing);
        } catch (NoSuchMethodException
                | InstantiationException
                | IllegalAccessException
                | InvocationTargetException
                | LinkageError unusable) {
            throw new IllegalArgumentException(
                    "the provider " + name + " (" + optional.dependency + ") cannot be loaded here: " + unusable,
                    unusable);
        }
    }

    private static Class<? extends Provider> type(String className) throws ClassNotFoundException {
        return Class.forName(className).asSubclass(Provider.class);
    }
}
