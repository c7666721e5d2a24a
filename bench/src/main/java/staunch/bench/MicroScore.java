package staunch.bench;

import java.util.Map;

/**
 * What JMH found of one benchmark with one set of parameters.
 *
 * @param benchmark its whole name
 * @param parameters those of its states, by name
 * @param value how long an operation takes, in {@code unit}
 * @param error half of the 99.9 % interval around it; NaN if there were too few iterations
 * @param unit such as {@code ns/op}
 * @param bytes how many bytes of heap an operation allocates; NaN if unknown
 */
public record MicroScore(
        String benchmark, Map<String, String> parameters, double value, double error, String unit, double bytes) {
    private static final String CONTROL = "Bare";

    /** The class. */
    String group() {
        String[] parts = benchmark.split("\\.", -1);
        return parts[parts.length - 2];
    }

    /** The method. */
    String method() {
        return benchmark.substring(benchmark.lastIndexOf('.') + 1);
    }

    /** Method and parameters, for people. */
    String title() {
        return parameters.isEmpty() ? method() : method() + " " + String.join(", ", parameters.values());
    }

    /** Whether {@code other} is the same without anything of ours: {@code wrapBare} is to {@code wrapPump}. */
    boolean isMeasuredAgainst(MicroScore other) {
        String step = method().replaceFirst("[A-Z][a-z]*$", "");
        return !method().endsWith(CONTROL)
                && other.group().equals(group())
                && other.method().equals(step + CONTROL)
                && other.parameters.equals(parameters);
    }
}
