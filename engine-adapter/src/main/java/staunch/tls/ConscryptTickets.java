package staunch.tls;

import java.lang.reflect.InvocationTargetException;
import javax.net.ssl.SSLEngine;

/**
 * Conscrypt issues and takes tickets only where it is told to for the engine, and without tickets its servers resume
 * nothing in TLS 1.3. By reflection, because Conscrypt need not be there.
 */
final class ConscryptTickets {
    private ConscryptTickets() {}

    /**
     * Tells an engine of Conscrypt's, before its handshake; leaves all others alone.
     *
     * @throws IllegalStateException if this Conscrypt cannot be told
     */
    static void use(SSLEngine engine, boolean wanted) {
        if (!engine.getClass().getName().startsWith("org.conscrypt.")) {
            return;
        }
        try {
            Class.forName("org.conscrypt.Conscrypt", true, engine.getClass().getClassLoader())
                    .getMethod("setUseSessionTickets", SSLEngine.class, boolean.class)
                    .invoke(null, engine, wanted);
        } catch (ClassNotFoundException
                | NoSuchMethodException
                | IllegalAccessException
                | InvocationTargetException e) {
            throw new IllegalStateException("this version of Conscrypt cannot be told to use session tickets: " + e, e);
        }
    }
}
