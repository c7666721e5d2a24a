package staunch.tls.record;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The extensions of a ClientHello (RFC 8446 §4.2): the types of all, the contents of those that decide about routes. */
final class HelloExtensions {
    /** Of a client that sends none. */
    static final HelloExtensions NONE = new HelloExtensions();

    private static final int SERVER_NAME = 0;
    private static final int SUPPORTED_GROUPS = 10;
    private static final int SIGNATURE_ALGORITHMS = 13;
    private static final int APPLICATION_PROTOCOLS = 16;
    private static final int PRE_SHARED_KEY = 41;
    private static final int SUPPORTED_VERSIONS = 43;
    private static final int SIGNATURE_ALGORITHMS_CERT = 50;
    private static final int KEY_SHARE = 51;

    /** A group and the length of its share. */
    private static final int SMALLEST_KEY_SHARE_BYTES = 4;

    private static final int HOST_NAME = 0;
    private static final int MAX_HOST_NAME_BYTES = 255;

    /** Browsers send about twenty. */
    static final int MAX_EXTENSIONS = 128;

    /** Clients offer two or three; each is an object of ours for as little as two bytes of theirs. */
    static final int MAX_PROTOCOLS = 64;

    private char[] types = {};
    private Optional<String> serverName = Optional.empty();
    private List<String> applicationProtocols = List.of();
    private CodePoints supportedVersions = new CodePoints(TlsRegistry.VERSION);
    private CodePoints groups = new CodePoints(TlsRegistry.GROUP);
    private CodePoints keyShareGroups = new CodePoints(TlsRegistry.GROUP);
    private CodePoints signatureSchemes = new CodePoints(TlsRegistry.SIGNATURE_SCHEME);
    private Optional<CodePoints> certificateSignatureSchemes = Optional.empty();

    private HelloExtensions() {}

    static HelloExtensions read(VectorReader list) throws HelloException {
        HelloExtensions extensions = new HelloExtensions();
        extensions.readAll(list);
        return extensions;
    }

    private void readAll(VectorReader list) throws HelloException {
        BitSet seen = new BitSet();
        char[] found = new char[MAX_EXTENSIONS];
        int count = 0;
        while (list.remaining() > 0) {
            if (count == MAX_EXTENSIONS) {
                throw HelloException.illegal("more than " + MAX_EXTENSIONS + " extensions");
            }
            int type = list.uint16();
            VectorReader content = list.vector16("an extension");
            if (seen.get(type)) {
                throw HelloException.illegal("the extension " + TlsRegistry.EXTENSION.name(type) + " is there twice");
            }
            if (seen.get(PRE_SHARED_KEY)) {
                // RFC 8446 §4.2.11: what it signs is all that stands before it.
                throw HelloException.illegal("the extension pre_shared_key is not the last one");
            }
            seen.set(type);
            found[count++] = (char) type;
            readOne(type, content);
        }
        types = Arrays.copyOf(found, count);
    }

    private void readOne(int type, VectorReader content) throws HelloException {
        switch (type) {
            case SERVER_NAME -> serverName = Optional.of(hostName(content));
            case SUPPORTED_GROUPS -> groups = codePoints(TlsRegistry.GROUP, content, "supported_groups");
            case SIGNATURE_ALGORITHMS ->
                signatureSchemes = codePoints(TlsRegistry.SIGNATURE_SCHEME, content, "signature_algorithms");
            case SIGNATURE_ALGORITHMS_CERT ->
                certificateSignatureSchemes =
                        Optional.of(codePoints(TlsRegistry.SIGNATURE_SCHEME, content, "signature_algorithms_cert"));
            case APPLICATION_PROTOCOLS -> applicationProtocols = protocols(content);
            case SUPPORTED_VERSIONS -> supportedVersions = versions(content);
            case KEY_SHARE -> keyShareGroups = keyShares(content);
            default -> {
                // Its type is all that is wanted of it; whether its content is right is the engine's business.
            }
        }
    }

    private static CodePoints codePoints(TlsRegistry registry, VectorReader content, String name)
            throws HelloException {
        VectorReader list = content.vector16(name);
        content.requireEnd();
        return list.codePoints(registry);
    }

    private static CodePoints versions(VectorReader content) throws HelloException {
        VectorReader list = content.vector8("supported_versions");
        content.requireEnd();
        return list.codePoints(TlsRegistry.VERSION);
    }

    /** RFC 6066 §3: a list that can hold one name of each type, of which there has only ever been one. */
    private static String hostName(VectorReader content) throws HelloException {
        VectorReader list = content.vector16("server_name").requireNotEmpty();
        content.requireEnd();
        int type = list.uint8();
        if (type != HOST_NAME) {
            throw HelloException.illegal("a server name of type " + type + ", expected host_name (0)");
        }
        String name = list.vector16("the host name").requireNotEmpty().latin1();
        if (list.remaining() > 0) {
            throw HelloException.illegal("more than one server name");
        }
        return validHostName(name);
    }

    private static String validHostName(String name) throws HelloException {
        if (name.length() > MAX_HOST_NAME_BYTES) {
            throw HelloException.illegal(
                    "a server name of " + name.length() + " bytes, at most " + MAX_HOST_NAME_BYTES + " are allowed");
        }
        for (int i = 0; i < name.length(); i++) {
            if (name.charAt(i) <= ' ' || name.charAt(i) > '~') {
                throw HelloException.illegal("byte " + (int) name.charAt(i) + " in the server name, expected ASCII"
                        + " without spaces and control characters");
            }
        }
        if (name.startsWith(".") || name.endsWith(".") || name.contains("..")) {
            throw HelloException.illegal("the server name has an empty label, or a dot at its end");
        }
        return name.toLowerCase(Locale.ROOT);
    }

    /** RFC 7301 §3.1. */
    private static List<String> protocols(VectorReader content) throws HelloException {
        VectorReader list =
                content.vector16("the list of application protocols").requireNotEmpty();
        content.requireEnd();
        List<String> names = new ArrayList<>();
        while (list.remaining() > 0) {
            if (names.size() == MAX_PROTOCOLS) {
                throw HelloException.illegal("more than " + MAX_PROTOCOLS + " application protocols");
            }
            names.add(list.vector8("an application protocol").requireNotEmpty().latin1());
        }
        return List.copyOf(names);
    }

    /** RFC 8446 §4.2.8; the list may be empty, to ask for a HelloRetryRequest. */
    private static CodePoints keyShares(VectorReader content) throws HelloException {
        VectorReader list = content.vector16("key_share");
        content.requireEnd();
        BitSet seen = new BitSet();
        char[] groups = new char[list.remaining() / SMALLEST_KEY_SHARE_BYTES];
        int count = 0;
        while (list.remaining() > 0) {
            int group = list.uint16();
            list.vector16("a key share").requireNotEmpty();
            if (seen.get(group)) {
                throw HelloException.illegal("two key shares for " + TlsRegistry.GROUP.name(group));
            }
            seen.set(group);
            groups[count++] = (char) group;
        }
        return new CodePoints(TlsRegistry.GROUP, Arrays.copyOf(groups, count));
    }

    CodePoints types() {
        return new CodePoints(TlsRegistry.EXTENSION, types);
    }

    Optional<String> serverName() {
        return serverName;
    }

    List<String> applicationProtocols() {
        return applicationProtocols;
    }

    CodePoints supportedVersions() {
        return supportedVersions;
    }

    CodePoints groups() {
        return groups;
    }

    CodePoints keyShareGroups() {
        return keyShareGroups;
    }

    CodePoints signatureSchemes() {
        return signatureSchemes;
    }

    CodePoints certificateSignatureSchemes() {
        return certificateSignatureSchemes.orElse(signatureSchemes);
    }
}
