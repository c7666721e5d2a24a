package staunch.examples;

import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;
import staunch.tls.pki.KeyType;

/** The argument that says what kind of key to make. */
final class KeyTypeArgument {
    @Option(
            names = "--key-type",
            paramLabel = "TYPE",
            converter = Converter.class,
            description = "The kind of its key: ec-p256, ec-p384, rsa-2048, rsa-3072 or, not for browsers, ed25519. "
                    + "Default: ec-p256.")
    private KeyType type = KeyType.EC_P256;

    KeyType type() {
        return type;
    }

    static String name(KeyType type) {
        return type.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static final class Converter implements ITypeConverter<KeyType> {
        @Override
        public KeyType convert(String text) {
            return Stream.of(KeyType.values())
                    .filter(type -> name(type).equals(text))
                    .findFirst()
                    .orElseThrow(() -> new TypeConversionException("the kinds are "
                            + Stream.of(KeyType.values())
                                    .map(KeyTypeArgument::name)
                                    .collect(Collectors.joining(", "))));
        }
    }
}
