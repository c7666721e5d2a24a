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
                                + " -Djavax.net.ssl.trustStorePassword=changeit" + javaProxy("http", proxy)
                                + javaProxy("https", proxy) + " -Dhttp.nonProxyHosts= …"),
                new OnboardingStep("Firefox", firefox(certificate, proxy)),
                new OnboardingStep(
                        "Firefox, by hand",
                        "in its settings search for certificates: View or Manage Certificates, Authorities, Import "
                                + certificate
                                + ", and tick: Trust this CA to identify websites; then search for proxy: Manual"
                                + " proxy configuration, HTTP Proxy " + hostOf(proxy) + ", Port " + portOf(proxy)
                                + ", and tick: Also use this proxy for HTTPS"),
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
                        "SSL_CERT_FILE=" + certificate + " REQUESTS_CA_BUNDLE=" + certificate + environment(proxy)
                                + " python3 …"),
                new OnboardingStep(
                        "Node",
                        "NODE_EXTRA_CA_CERTS=" + certificate + " NODE_USE_ENV_PROXY=1" + environment(proxy)
                                + " node …  # Node 24, or 22.21, and newer"));
    }

    /**
     * In a profile of its own, so that the one that is used every day trusts nobody new. Firefox has no argument for its
     * proxy, and goes directly to this machine itself unless told otherwise.
     */
    private static String firefox(String certificate, String proxy) {
        String at = "'\"" + hostOf(proxy).replaceAll("[\\[\\]]", "") + "\"' ";
        String port = portOf(proxy);
        return "mkdir -p staunch-firefox; certutil -d sql:staunch-firefox -A -t C,, -n staunch -i " + certificate
                + "; printf 'user_pref(\"network.proxy.%s\", %s);\\n' type 1 http " + at + "http_port " + port + " ssl "
                + at
                + "ssl_port " + port + " allow_hijacking_localhost true > staunch-firefox/user.js;"
                + " firefox --profile staunch-firefox";
    }

    private static String javaProxy(String scheme, String proxy) {
        return " -D" + scheme + ".proxyHost=" + hostOf(proxy) + " -D" + scheme + ".proxyPort=" + portOf(proxy);
    }

    private static String environment(String proxy) {
        return " http_proxy=http://" + proxy + " https_proxy=http://" + proxy;
    }

    private static String hostOf(String proxy) {
        return proxy.substring(0, proxy.lastIndexOf(':'));
    }

    private static String portOf(String proxy) {
        return proxy.substring(proxy.lastIndexOf(':') + 1);
    }
}
