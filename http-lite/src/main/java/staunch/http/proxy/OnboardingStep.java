package staunch.http.proxy;

import java.util.List;

/**
 * How one kind of client comes to trust the proxy's authority and to go through it.
 *
 * @param who the client
 * @param line what to type or to do
 */
public record OnboardingStep(String who, String line) {
    /**
     * For all clients that we know of.
     *
     * @param certificate the file with the authority's certificate, in PEM
     * @param proxy host and port of the proxy
     */
    public static List<OnboardingStep> all(String certificate, String proxy) {
        return List.of(
                new OnboardingStep(
                        "curl", "curl --proxy http://" + proxy + " --cacert " + certificate + " https://example.com/"),
                new OnboardingStep(
                        "Java",
                        "keytool -importcert -noprompt -alias staunch -file " + certificate
                                + " -keystore staunch.p12 -storepass changeit; java -Djavax.net.ssl.trustStore=staunch.p12"
                                + " -Djavax.net.ssl.trustStorePassword=changeit -Dhttps.proxyHost=" + hostOf(proxy)
                                + " -Dhttps.proxyPort=" + portOf(proxy) + " …"),
                new OnboardingStep(
                        "Firefox",
                        "Settings, Privacy & Security, View Certificates, Authorities, Import: " + certificate
                                + "; then Network Settings, Manual proxy: " + proxy),
                new OnboardingStep(
                        "Chromium",
                        "mkdir -p $HOME/.pki/nssdb; certutil -d sql:$HOME/.pki/nssdb -A -t C,, -n staunch -i "
                                + certificate + "; chromium --proxy-server=" + proxy),
                new OnboardingStep(
                        "Debian",
                        "sudo cp " + certificate
                                + " /usr/local/share/ca-certificates/staunch.crt && sudo update-ca-certificates"),
                new OnboardingStep(
                        "Python",
                        "SSL_CERT_FILE=" + certificate + " REQUESTS_CA_BUNDLE=" + certificate + " https_proxy=http://"
                                + proxy + " python3 …"),
                new OnboardingStep(
                        "Node",
                        "NODE_EXTRA_CA_CERTS=" + certificate + " NODE_USE_ENV_PROXY=1 https_proxy=http://" + proxy
                                + " node …  # Node 24, or 22.21, and newer"));
    }

    private static String hostOf(String proxy) {
        return proxy.substring(0, proxy.lastIndexOf(':'));
    }

    private static String portOf(String proxy) {
        return proxy.substring(proxy.lastIndexOf(':') + 1);
    }
}
