package staunch.http.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a proxy does not connect to. */
class DestinationsTest {
    private static final int PORT = 8080;

    private static InetSocketAddress at(String address, int port) {
        try {
            return new InetSocketAddress(InetAddress.getByName(address), port);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0.0.0.0,this network",
        "0.255.1.2,this network",
        "10.0.0.0,private",
        "10.255.255.255,private",
        "100.64.0.1,shared by a provider's customers",
        "100.127.255.255,shared by a provider's customers",
        "127.0.0.1,loopback",
        "127.255.255.255,loopback",
        "169.254.169.254,link-local",
        "172.16.0.1,private",
        "172.31.255.255,private",
        "192.0.0.8,for protocols",
        "192.0.2.1,for documentation",
        "192.168.0.1,private",
        "198.19.255.255,for benchmarks",
        "198.51.100.1,for documentation",
        "203.0.113.1,for documentation",
        "224.0.0.1,multicast",
        "239.255.255.255,multicast",
        "240.0.0.1,reserved",
        "255.255.255.255,reserved",
        "::,unspecified",
        "::1,loopback",
        "64:ff9b::7f00:1,loopback",
        "64:ff9b::a9fe:a9fe,link-local",
        "64:ff9b:1::1,local translation",
        "2001::1,for protocols",
        "2001:db8::1,for documentation",
        "2002:7f00:1::,loopback",
        "2002:c0a8:101::9,private",
        "::10.0.0.1,private",
        "::2,this network",
        "100::1,discarded",
        "fc00::1,private",
        "fdff::1,private",
        "fe80::1,link-local",
        "fec0::1,site-local",
        "ff02::1,multicast",
    })
    void shouldRefuseWhatIsNotPublicIfToldTo(String address, String kind) {
        Optional<String> objection = new Destinations(true).objection(at(address, 80));
        assertTrue(objection.orElse("none").contains(" is " + kind + ","), () -> "" + objection);
        assertEquals(Optional.empty(), new Destinations(false).objection(at(address, 80)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "9.255.255.255",
                "11.0.0.0",
                "100.63.255.255",
                "100.128.0.0",
                "126.1.1.1",
                "128.0.0.1",
                "169.253.1.1",
                "172.15.255.255",
                "172.32.0.0",
                "192.167.1.1",
                "192.169.1.1",
                "198.17.1.1",
                "198.20.1.1",
                "223.255.255.255",
                "2606:4700::1111",
                "2001:4860:4860::8888",
                "64:ff9b::808:808",
                "2002:808:808::1"
            })
    void shouldLetPublicAddressesBe(String address) {
        assertEquals(Optional.empty(), new Destinations(true).objection(at(address, 80)));
    }

    /** As a resolver of somebody's own may make it; the JDK makes it one of IPv4. */
    @Test
    void shouldSeeThroughAMappedAddress() throws Exception {
        byte[] mapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, 127, 0, 0, 1};
        InetAddress address = Inet6Address.getByAddress("x", mapped, -1);
        assertTrue(new Destinations(true)
                .objection(new InetSocketAddress(address, 80))
                .isPresent());
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1,127.0.0.1,true",
        "127.0.0.1,0.0.0.0,true",
        "127.0.0.1,127.0.0.2,false",
        "0.0.0.0,127.0.0.1,true",
        "0.0.0.0,127.1.2.3,true",
        "0.0.0.0,0.0.0.0,true",
        "0.0.0.0,192.0.2.7,false",
        "::1,::1,true",
        "::1,::,true",
        "::,127.0.0.1,true",
    })
    void shouldNotReachItself(String listener, String destination, boolean itself) {
        Destinations destinations = new Destinations(false);
        destinations.addOwn(at(listener, PORT));
        assertEquals(itself, destinations.objection(at(destination, PORT)).isPresent());
        assertEquals(Optional.empty(), destinations.objection(at(destination, PORT + 1)));
    }
}
