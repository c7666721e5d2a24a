package staunch.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrintedAddressTest {
    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, 127.0.0.1, 127.0.0.1:443",
        "::1, ::1, [::1]:443",
        "::, ::, [::]:443",
        "2001:db8:0:0:0:0:0:1, 2001:db8::1, [2001:db8::1]:443",
        "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1, [2001:db8:0:1:1:1:1:1]:443"
    })
    void shouldWriteAddressesAsPeopleDo(String address, String alone, String withPort) throws UnknownHostException {
        InetAddress parsed = InetAddress.getByName(address);
        assertEquals(alone, PrintedAddress.of(parsed));
        assertEquals(withPort, PrintedAddress.of(new InetSocketAddress(parsed, 443)));
    }

    @ParameterizedTest
    @CsvSource({"localhost, localhost:443", "::1, [::1]:443", "0.0.0.0, 0.0.0.0:443"})
    void shouldPutBracketsAroundAnAddressWithColonsOnly(String host, String authority) {
        assertEquals(authority, PrintedAddress.authority(host, 443));
    }
}
