package staunch.examples;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import staunch.bench.Counts;
import staunch.bench.Load;

/**
 * What came of connections on which nothing happened, in lines for people and as a map for programs.
 *
 * @param wanted how many were to be opened
 * @param counts of those that were opened, and of those that failed before or ended after
 * @param openedPerSecond how fast
 * @param heldSeconds how long they were held
 * @param interrupted whether it was ended before its time
 */
record IdleOutcome(
        int wanted,
        Counts counts,
        double openedPerSecond,
        double heldSeconds,
        boolean interrupted,
        IdleOutcome.Memory memory) {
    private static final double BYTES_PER_KIB = 1024;
    private static final double BYTES_PER_MIB = 1024 * 1024;

    /**
     * What is in use.
     *
     * @param resident of the server's process, if somebody said which it is
     * @param client of our own heap and direct buffers
     */
    record Use(OptionalLong resident, long client) {}

    /**
     * What was in use before there were connections, and with them.
     *
     * @param connections how many were open when it was looked at
     */
    record Memory(Use before, Use with, long connections) {
        boolean isOfServer() {
            return before.resident.isPresent() && with.resident.isPresent();
        }

        /** Of each connection; there must be one. */
        double residentKibEach() {
            return (with.resident.orElseThrow() - before.resident.orElseThrow()) / BYTES_PER_KIB / connections;
        }

        double clientKibEach() {
            return (with.client - before.client) / BYTES_PER_KIB / connections;
        }
    }

    /** Also those that ended later: in TLS 1.3 a client has opened a connection before its server may refuse it. */
    long opened() {
        return counts.done();
    }

    long kept() {
        return Math.max(0, opened() - Load.notKept(counts));
    }

    boolean isSuccess() {
        return reasons().isEmpty();
    }

    private List<String> reasons() {
        List<String> reasons = new ArrayList<>();
        if (interrupted) {
            reasons.add("it was interrupted");
        }
        if (opened() < wanted) {
            reasons.add("of " + wanted + " only " + opened() + " were opened");
        }
        if (kept() < opened()) {
            reasons.add("of " + opened() + " that were opened " + (opened() - kept()) + " ended before it was over");
        }
        return reasons;
    }

    /** The lines, with the headline, or why there is none. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(row("opened", format("%d of %d, %.1f/s", opened(), wanted, openedPerSecond)));
        lines.add(row("kept open", format("%d, for %.1f s", kept(), heldSeconds)));
        counts.negotiated().forEach((terms, count) -> lines.add(row("negotiated", count + " × " + terms)));
        counts.errors().forEach((name, count) -> lines.add(row("failed", count + " × " + name)));
        if (memory.isOfServer()) {
            lines.add(row(
                    "server",
                    format(
                                    "%.1f MiB before, %.1f MiB with %d connections",
                                    memory.before.resident.orElseThrow() / BYTES_PER_MIB,
                                    memory.with.resident.orElseThrow() / BYTES_PER_MIB,
                                    memory.connections)
                            + each(memory.connections == 0 ? 0 : memory.residentKibEach())));
        }
        if (memory.connections > 0) {
            lines.add(row("client", format("%.2f KiB for each, of heap and buffers", memory.clientKibEach())));
        }
        if (isSuccess()) {
            lines.add(kept() + " connections held"
                    + (memory.isOfServer() ? each(memory.residentKibEach()) + " at the server" : ""));
        } else {
            lines.add("No headline:");
            reasons().forEach(reason -> lines.add("  " + reason));
        }
        return lines;
    }

    private String each(double kib) {
        return memory.connections == 0 ? "" : format(", %.2f KiB for each", kib);
    }

    private static String row(String name, String value) {
        return format("  %-14s%s", name, value);
    }

    @SuppressWarnings("AnnotateFormatMethod") // its annotation is no dependency worth having
    private static String format(String form, Object... values) {
        return String.format(Locale.ROOT, form, values);
    }

    /** Without what was not measured: the memory for each connection if none was open. */
    Map<String, Object> map() {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("wanted", wanted);
        facts.put("opened", opened());
        facts.put("keptOpen", kept());
        facts.put("reasons", reasons());
        facts.put("interrupted", interrupted);
        facts.put("heldSeconds", heldSeconds);
        facts.put("openedPerSecond", openedPerSecond);
        facts.put("errors", counts.errors());
        facts.put("negotiated", counts.negotiatedByName());
        if (memory.isOfServer()) {
            facts.put("residentBytesBefore", memory.before.resident.orElseThrow());
            facts.put("residentBytesAfter", memory.with.resident.orElseThrow());
        }
        if (memory.connections > 0) {
            if (memory.isOfServer()) {
                facts.put("kibPerConnection", memory.residentKibEach());
            }
            facts.put("clientKibPerConnection", memory.clientKibEach());
        }
        return facts;
    }
}
