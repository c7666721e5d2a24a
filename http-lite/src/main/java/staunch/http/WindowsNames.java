package staunch.http;

import java.util.Locale;
import java.util.regex.Pattern;

/** Names that a file system of Windows takes for another file, for a device, or for a stream of a file. */
final class WindowsNames {
    private static final Pattern DEVICE = Pattern.compile(
            "(con|prn|aux|nul|com[0-9\u00b9\u00b2\u00b3]|lpt[0-9\u00b9\u00b2\u00b3]|conin\\$|conout\\$)( *\\..*)?");

    private WindowsNames() {}

    /** Whether the name means more than itself: a drive or stream, an 8.3 name, a device, or one whose end is dropped. */
    static boolean isTreacherous(String name) {
        return name.chars().anyMatch(c -> c < ' ' || "<>:\"|?*\\~".indexOf(c) >= 0)
                || name.endsWith(".")
                || name.endsWith(" ")
                || DEVICE.matcher(name.toLowerCase(Locale.ROOT)).matches();
    }
}
