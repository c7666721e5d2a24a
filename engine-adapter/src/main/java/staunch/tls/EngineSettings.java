package staunch.tls;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.security.Provider;
import java.util.List;
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
    /** One call, on an engine that has its parameters. */
    private interface Call {
        void on(SSLEngine engine) throws ReflectiveOperationException;
    }

    private final String provider;
    private final String[] namedGroups;
    private final List<Call> calls;

    /**
     * Finds what is to be called, once: looking for it costs as much as a hundredth of a handshake.
     *
     * @param instance of the provider that the options name
     * @throws IllegalArgumentException if named groups are wanted and cannot be set here, or the provider has changed
     */
    EngineSettings(TlsOptions options, Provider instance) {
        this.provider = options.provider();
        this.namedGroups = options.namedGroups().toArray(String[]::new);
        if (namedGroups.length > 0 && !takesNamedGroups(provider)) {
            throw new IllegalArgumentException("the groups of " + provider + " cannot be chosen per connection here"
                    + " (SunJSSE needs JDK 20 or newer, this is "
                    + Runtime.version().feature()
                    + "): start the JVM with -Djdk.tls.namedGroups=" + String.join(",", namedGroups)
                    + ", which is for the whole process, or choose the provider BCJSSE or Conscrypt");
        }
        ClassLoader loader = instance.getClass().getClassLoader();
        try {
            this.calls = switch (provider) {
                case "BCJSSE" -> bouncyCastle(loader);
                case "Conscrypt" -> conscrypt(loader, !options.sessions().isOff());
                default -> List.of();
            };
        } catch (ReflectiveOperationException e) {
            throw refusal(e);
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
            for (Call call : calls) {
                call.on(engine);
            }
        } catch (ReflectiveOperationException e) {
            throw refusal(e);
        }
    }

    private List<Call> bouncyCastle(ClassLoader loader) throws ReflectiveOperationException {
        if (namedGroups.length == 0) {
            return List.of();
        }
        Class<?> api = Class.forName("org.bouncycastle.jsse.BCSSLEngine", true, loader);
        Method getParameters = api.getMethod("getParameters");
        Class<?> parametersType = getParameters.getReturnType();
        Method setNamedGroups = parametersType.getMethod("setNamedGroups", String[].class);
        Method setParameters = api.getMethod("setParameters", parametersType);
        return List.of(engine -> {
            Object parameters = getParameters.invoke(engine);
            setNamedGroups.invoke(parameters, (Object) namedGroups);
            setParameters.invoke(engine, parameters);
        });
    }

    private List<Call> conscrypt(ClassLoader loader, boolean resumes) throws ReflectiveOperationException {
        Method setUseSessionTickets = Class.forName("org.conscrypt.Conscrypt", true, loader)
                .getMethod("setUseSessionTickets", SSLEngine.class, boolean.class);
        Call tickets = engine -> setUseSessionTickets.invoke(null, engine, resumes);
        if (namedGroups.length == 0) {
            return List.of(tickets);
        }
        // Its public API takes groups for sockets only; the engine inside its engine has the same method.
        Method unwrap = Class.forName("org.conscrypt.Java8EngineWrapper", true, loader)
                .getDeclaredMethod("getDelegate", SSLEngine.class);
        unwrap.setAccessible(true);
        Method setNamedGroups = Class.forName("org.conscrypt.ConscryptEngine", true, loader)
                .getMethod("setNamedGroups", String[].class);
        setNamedGroups.setAccessible(true);
        return List.of(tickets, engine -> setNamedGroups.invoke(unwrap.invoke(null, engine), (Object) namedGroups));
    }

    private IllegalArgumentException refusal(ReflectiveOperationException failure) {
        Throwable cause = failure instanceof InvocationTargetException ? failure.getCause() : failure;
        return new IllegalArgumentException(provider + " does not take its settings: " + cause, failure);
    }
}
