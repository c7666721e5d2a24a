package staunch.http.capture;

import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Blocks of the pcapng format (draft-ietf-opsawg-pcapng), little-endian, with packets of IPv4 (RFC 791) or IPv6 (RFC 8200) and
 * TCP (RFC 9293) that begin with the IP header (LINKTYPE_RAW).
 *
 * <p>A server named by an address has that address; one with a name is given one of 198.18.0.0/15, which no host of the Internet
 * has (RFC 2544), and a block that tells the name. One thread at a time.
 */
final class PcapFormat {
    static final int FIN = 0x01;
    static final int SYN = 0x02;
    static final int RST = 0x04;
    static final int PSH = 0x08;
    static final int ACK = 0x10;

    /** What a packet may have captured at most: the largest of IP fits. */
    static final int SNAP_BYTES = 1 << 16;
    /** How many names are given an address of their own; those that come later share one. */
    static final int MAX_NAMES = 1 << 16;
    /** The port of every server, at which no tool expects TLS. */
    static final int SERVER_PORT = 80;

    private static final int SECTION_HEADER = 0x0A0D0D0A;
    private static final int BYTE_ORDER_MAGIC = 0x1A2B3C4D;
    private static final int INTERFACE_DESCRIPTION = 1;
    private static final int NAME_RESOLUTION = 4;
    private static final int INTERFACE_STATISTICS = 5;
    private static final int ENHANCED_PACKET = 6;
    private static final int LINKTYPE_RAW = 101;
    private static final int COMMENT = 1;
    private static final int APPLICATION = 4;
    private static final int INTERFACE_NAME = 2;
    private static final int INTERFACE_RECEIVED = 4;
    private static final int INTERFACE_DROPPED = 5;
    private static final int IPV4_NAME = 1;

    private static final int IPV4_BYTES = 20;
    private static final int IPV6_BYTES = 40;
    private static final int TCP_BYTES = 20;
    private static final int TCP = 6;
    private static final int HOPS = 64;
    private static final int MAX_WINDOW = 65_535;
    private static final int NAMED_NETWORK = 198 << 24 | 18 << 16;
    private static final Pattern IPV4 = Pattern.compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})");
    private static final byte[] UNKNOWN = {0, 0, 0, 0};
    private static final byte[] MAPPED = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1};

    /**
     * A segment.
     *
     * @param ends whose
     * @param fromClient which of them sends it
     * @param epochMicros when, in microseconds since 1970-01-01T00:00Z
     * @param payloadBytes how long its payload was; longer than what is recorded of it if that is cut off
     * @param comment for people; empty for none
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Segment(
            Ends ends,
            boolean fromClient,
            long epochMicros,
            int flags,
            int sequence,
            int acknowledged,
            byte[] payload,
            int payloadBytes,
            String comment) {}

    /**
     * Two ends of a connection.
     *
     * @param client the client's address; null if that is unknown
     * @param server the server's name or address
     */
    record Ends(Optional<InetAddress> client, int clientPort, String server) {}

    private final Map<String, byte[]> servers = new HashMap<>();
    private int named;
    private long packets;

    /** The section, and the interface that all packets are said to have been seen at. */
    byte[] beginning() {
        Block section = new Block(SECTION_HEADER);
        section.int32(BYTE_ORDER_MAGIC).int16(1).int16(0).int32(-1).int32(-1); // the section's length is not known
        section.option(APPLICATION, "Staunch");
        section.option(
                COMMENT,
                "Decrypted by a proxy; connections are synthetic, one for each exchange, all to port " + SERVER_PORT
                        + ". The real origin is in the comment of each first packet.");
        section.endOptions();
        Block seenAt = new Block(INTERFACE_DESCRIPTION);
        seenAt.int16(LINKTYPE_RAW).int16(0).int32(SNAP_BYTES);
        seenAt.option(INTERFACE_NAME, "proxy").endOptions();
        return concat(section.bytes(), seenAt.bytes());
    }

    /** How many packets there are and how many are not. */
    byte[] end(long epochMicros, long lost) {
        Block block = new Block(INTERFACE_STATISTICS);
        block.int32(0).int32((int) (epochMicros >>> 32)).int32((int) epochMicros);
        block.option(INTERFACE_RECEIVED, packets + lost)
                .option(INTERFACE_DROPPED, lost)
                .endOptions();
        return block.bytes();
    }

    /** The packet of a segment, behind the name of its server if that is new. */
    byte[] packet(Segment segment) {
        byte[] name = new byte[0];
        String server = segment.ends().server();
        byte[] address = servers.get(server);
        if (address == null) {
            address = literal(server).orElse(null);
            if (address == null) {
                address = nextNamed();
                name = name(server, address);
            }
            if (servers.size() < MAX_NAMES) {
                servers.put(server, address);
            }
        }
        packets++;
        return concat(name, enhanced(segment, ip(segment, address)));
    }

    private byte[] nextNamed() {
        named = Math.min(named + 1, MAX_NAMES);
        return ByteBuffer.allocate(4).putInt(NAMED_NETWORK + named).array();
    }

    private static byte[] name(String host, byte[] address) {
        byte[] text = (host + "\0").getBytes(StandardCharsets.US_ASCII);
        Block block = new Block(NAME_RESOLUTION);
        block.record(IPV4_NAME, concat(address, text)).endOptions();
        return block.bytes();
    }

    /** The address that a host is written as. Never asks a resolver. */
    private static Optional<byte[]> literal(String host) {
        Matcher dotted = IPV4.matcher(host);
        if (dotted.matches()) {
            byte[] address = new byte[4];
            for (int i = 0; i < address.length; i++) {
                int part = Integer.parseInt(dotted.group(i + 1));
                if (part > 0xFF) {
                    return Optional.empty();
                }
                address[i] = (byte) part;
            }
            return Optional.of(address);
        }
        try {
            return host.indexOf(':') < 0
                    ? Optional.empty()
                    : Optional.of(InetAddress.getByName("[" + host + "]").getAddress());
        } catch (UnknownHostException malformed) {
            return Optional.empty();
        }
    }

    private static byte[] enhanced(Segment segment, byte[] packet) {
        Block block = new Block(ENHANCED_PACKET);
        block.int32(0).int32((int) (segment.epochMicros() >>> 32)).int32((int) segment.epochMicros());
        block.int32(packet.length)
                .int32(packet.length - segment.payload().length + segment.payloadBytes())
                .padded(packet);
        if (!segment.comment().isEmpty()) {
            block.option(COMMENT, segment.comment()).endOptions();
        }
        return block.bytes();
    }

    // ---- the packet: big-endian ----

    private static byte[] ip(Segment segment, byte[] serverAddress) {
        byte[] client = segment.ends().client().map(InetAddress::getAddress).orElse(UNKNOWN);
        boolean isV4 = client.length == 4 && serverAddress.length == 4;
        byte[] near = isV4 ? client : sixteen(client);
        byte[] far = isV4 ? serverAddress : sixteen(serverAddress);
        byte[] source = segment.fromClient() ? near : far;
        byte[] destination = segment.fromClient() ? far : near;
        int ipBytes = isV4 ? IPV4_BYTES : IPV6_BYTES;
        int tcpBytes = TCP_BYTES + segment.payloadBytes();
        ByteBuffer out = ByteBuffer.allocate(ipBytes + TCP_BYTES + segment.payload().length);
        if (isV4) {
            out.putShort((short) 0x4500).putShort((short) (ipBytes + tcpBytes)).putShort((short) 0);
            out.putShort((short) 0x4000).put((byte) HOPS).put((byte) TCP).putShort((short) 0);
            out.put(source).put(destination);
            out.putShort(10, (short) ~sum(0, out.array(), 0, ipBytes));
        } else {
            out.putInt(0x60000000).putShort((short) tcpBytes).put((byte) TCP).put((byte) HOPS);
            out.put(source).put(destination);
        }
        tcp(segment, out);
        int pseudo = sum(sum(TCP + tcpBytes, source, 0, source.length), destination, 0, destination.length);
        int checksum = ~sum(pseudo, out.array(), ipBytes, out.capacity());
        out.putShort(ipBytes + 16, (short) checksum);
        return out.array();
    }

    private static void tcp(Segment segment, ByteBuffer out) {
        int client = segment.ends().clientPort();
        out.putShort((short) (segment.fromClient() ? client : SERVER_PORT));
        out.putShort((short) (segment.fromClient() ? SERVER_PORT : client));
        out.putInt(segment.sequence()).putInt(segment.acknowledged());
        out.putShort((short) (TCP_BYTES / 4 << 12 | segment.flags()));
        out.putShort((short) MAX_WINDOW).putInt(0).put(segment.payload());
    }

    /** RFC 4291 §2.5.5.2. */
    private static byte[] sixteen(byte[] address) {
        return address.length == 16 ? address : concat(MAPPED, address);
    }

    /** The ones' complement sum of RFC 1071, folded. */
    private static int sum(int before, byte[] bytes, int from, int to) {
        long sum = before;
        for (int i = from; i < to; i += 2) {
            sum += (bytes[i] & 0xFF) << 8 | (i + 1 < to ? bytes[i + 1] & 0xFF : 0);
        }
        while (sum > 0xFFFF) {
            sum = (sum & 0xFFFF) + (sum >>> 16);
        }
        return (int) sum;
    }

    private static byte[] concat(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    /** A block: its type, its length, what is in it, and its length again. */
    private static final class Block {
        private static final int FRAME_BYTES = 12;
        private static final int MAX_OPTION_BYTES = 65_535;

        private final int type;
        private final ByteArrayOutputStream body = new ByteArrayOutputStream();

        Block(int type) {
            this.type = type;
        }

        Block int16(int value) {
            body.write(value);
            body.write(value >>> 8);
            return this;
        }

        Block int32(int value) {
            return int16(value).int16(value >>> 16);
        }

        Block padded(byte[] bytes) {
            body.writeBytes(bytes);
            while (body.size() % 4 != 0) {
                body.write(0);
            }
            return this;
        }

        Block record(int code, byte[] value) {
            byte[] fitting = Arrays.copyOf(value, Math.min(value.length, MAX_OPTION_BYTES));
            return int16(code).int16(fitting.length).padded(fitting);
        }

        Block option(int code, String text) {
            return record(code, text.getBytes(StandardCharsets.UTF_8));
        }

        Block option(int code, long value) {
            return int16(code).int16(Long.BYTES).int32((int) value).int32((int) (value >>> 32));
        }

        Block endOptions() {
            return int32(0);
        }

        byte[] bytes() {
            int length = FRAME_BYTES + body.size();
            ByteBuffer whole = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
            return whole.putInt(type)
                    .putInt(length)
                    .put(body.toByteArray())
                    .putInt(length)
                    .array();
        }
    }
}
