package staunch.bench.compare;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** A piece of work that all servers are given. */
public enum Scenario {
    /** A connection with a full handshake, and its end. */
    FULL("full handshake", Figure.CPU, Kind.FULL, 16),
    /** A connection whose handshake resumes a session, one request, and its end. */
    RESUMED("resumed and a request", Figure.CPU, Kind.RESUMED, 16),
    /** A request on the one connection that there is. */
    REQUESTS_1("request, 1 conn.", Figure.CPU, Kind.REQUESTS, 1),
    /** A request on one of few connections. */
    REQUESTS_16("16 conn.", Figure.CPU, Kind.REQUESTS, 16),
    /** A request on one of many connections. */
    REQUESTS_256("256 conn.", Figure.CPU, Kind.REQUESTS, 256),
    /** A request on one of very many connections. */
    REQUESTS_2000("2,000 conn.", Figure.CPU, Kind.REQUESTS, 2_000),
    /** A request on one of few connections, while on very many others nothing happens. */
    AMONG_IDLE("16 among 2,000 idle", Figure.CPU, Kind.AMONG_IDLE, 16),
    /** Responses of a mebibyte. */
    BULK("bulk", Figure.CPU_OF_BYTES, Kind.BULK, 4),
    /** Requests by a schedule, at 30 % of what this server did with 256 connections. */
    LATENCY_30("at 30 %", Figure.LATENCY, Kind.SHARE_OF_CAPACITY, 30),
    /** The same at 50 %. */
    LATENCY_50("at 50 %", Figure.LATENCY, Kind.SHARE_OF_CAPACITY, 50),
    /** The same at 70 %. */
    LATENCY_70("at 70 %", Figure.LATENCY, Kind.SHARE_OF_CAPACITY, 70),
    /** The same at 85 %. */
    LATENCY_85("at 85 %", Figure.LATENCY, Kind.SHARE_OF_CAPACITY, 85),
    /** Requests by a schedule that is the same for all servers. */
    STEADY("2,000/s", Figure.LATENCY, Kind.STEADY, 64),
    /** The same, while somebody else has full handshakes made, as many as the server can. */
    FLOODED("2,000/s in a flood of handshakes", Figure.LATENCY, Kind.FLOODED, 64),
    /** A connection on which nothing happens. */
    IDLE("idle connection", Figure.MEMORY, Kind.IDLE, 2_000);

    /** What the client does. */
    enum Kind {
        FULL,
        RESUMED,
        REQUESTS,
        AMONG_IDLE,
        BULK,
        SHARE_OF_CAPACITY,
        STEADY,
        FLOODED,
        IDLE
    }

    private final String title;
    private final Figure figure;
    private final Kind kind;
    private final int size;

    Scenario(String title, Figure figure, Kind kind, int size) {
        this.title = title;
        this.figure = figure;
        this.kind = kind;
        this.size = size;
    }

    /** Its name in tables. */
    public String title() {
        return title;
    }

    /** Its name on the command line. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The one of that label. */
    public static Optional<Scenario> labelled(String label) {
        return Arrays.stream(values())
                .filter(scenario -> scenario.label().equals(label))
                .findFirst();
    }

    /** What is looked at. */
    public Figure figure() {
        return figure;
    }

    Kind kind() {
        return kind;
    }

    /** How many connections it has; for a share of the capacity, how many per cent. */
    int size() {
        return size;
    }
}
