package staunch.tls;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;

/**
 * What a provider must be told in a way of its own, as {@link SSLParameters} of Java 17 have no place for it. By
 * reflection, because neither the newer JDK nor the provider need be there:
 *
 * <pre>
 *   SunJSSE     named groups: SSLParameters.setNamedGroups, from JDK 20 on
 *   BCJSSE      named groups: BCSSLEngine.setParameters
 *   Conscrypt   named groups: setNamedGroups of the engine that its engine wraps
 *               tickets: Conscrypt.setUseSessionTickets, without which its servers resume nothing in TLS 1.3
 * </pre>
 */
final class EngineSettings {
    private final String provider;
    private final String[] namedGroups;
    private final boolean resumes;

    /** @throws IllegalArgumentException if named groups are wanted and cannot be set here */
    EngineSettings(TlsOptions options) {
        this.provider = options.provider();
        this.namedGroups = options.namedGroups().toArray(String[]::new);
        this.resumes = !options.sessions().isOff();
        if (namedGroups.length > 0 && !takesNamedGroups(provider)) {
            throw new IllegalArgumentException("the groups of " + provider + " cannot be chosen per connection here"
                    + " (SunJSSE needs JDK 20 or newer, this is "
                    + Runtime.version().feature()
                    + "): start the JVM with -Djdk.tls.namedGroups=" + String.join(",", namedGroups)
                    + ", which is for the whole process, or choose the provider BCJSSE or Conscrypt");
        }
    }

    /** Whether groups can be chosen for each connection. */
    static boolean takesNamedGroups(String provider) {
        return switch (provider) {
            case "SunJSSE" -> Runtime.version().feature() >= 20;
            case "BCJSSE", "Conscrypt" -> true;
            default -> false;
        };
    }

    /** Puts into the parameters what they have a place for. */
    void addTo(SSLParameters parameters) {
        if (namedGroups.length == 0 || !provider.equals("SunJSSE")) {
            return;
        }
        try {
            SSLParameters.class.getMethod("setNamedGroups", String[].class).invoke(parameters, (Object) namedGroups);
        } catch (ReflectiveOperationException e) {
            throw refusal(e);
        }
    }

    /** Tells an engine that has its parameters the rest. */
    void applyTo(SSLEngine engine) {
        try {
            switch (provider) {
                case "BCJSSE" -> applyToBouncyCastle(engine);
                case "Conscrypt" -> applyToConscrypt(engine);
                default -> {}
            }
        } catch (ReflectiveOperationException e) {
            throw refusal(e);
        }
    }

    private void applyToBouncyCastle(SSLEngine engine) throws ReflectiveOperationException {
        if (namedGroups.length == 0) {
            return;
        }
        Class<?> api = beside(engine, "org.bouncycastle.jsse.BCSSLEngine");
        Object parameters = api.getMethod("getParameters").invoke(engine);
        parameters.getClass().getMethod("setNamedGroups", String[].class).invoke(parameters, (Object) namedGroups);
        api.getMethod("setParameters", parameters.getClass()).invoke(engine, parameters);
    }

    private void applyToConscrypt(SSLEngine engine) throws ReflectiveOperationException {
        beside(engine, "org.conscrypt.Conscrypt")
                .getMethod("setUseSessionTickets", SSLEngine.class, boolean.class)
                .invoke(null, engine, resumes);
        if (namedGroups.length > 0) {
            // Its public API takes groups for sockets only; the engine inside its engine has the same method.
            Method unwrap = engine.getClass().getDeclaredMethod("getDelegate", SSLEngine.class);
            unwrap.setAccessible(true);
            Object inner = unwrap.invoke(null, engine);
            Method setNamedGroups = inner.getClass().getMethod("setNamedGroups", String[].class);
            setNamedGroups.setAccessible(true);
            setNamedGroups.invoke(inner, (Object) namedGroups);
        }
    }

    private static Class<?> beside(SSLEngine engine, String name) throws ClassNotFoundException {
        return Class.forName(name, true, engine.getClass().getClassLoader());
    }

    private IllegalArgumentException refusal(ReflectiveOperationException failure) {
        Throwable cause = failure instanceof InvocationTargetException ? failure.getCause() : failure;
        return new IllegalArgumentException(provider + " does not take its settings: " + cause, failure);
    }
}
