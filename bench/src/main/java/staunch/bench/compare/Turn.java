package staunch.bench.compare;

/**
 * When a server is measured.
 *
 * @param generation how often all servers have been started anew, from 1
 * @param round how often all servers of the generation had their turn, from 1; {@link #MEMORY} for their memory
 * @param arm the server's name
 */
public record Turn(int generation, int round, String arm) {
    /** The round in which memory is looked at, before all others, of servers that are started for this alone. */
    static final int MEMORY = 0;

    boolean isMemory() {
        return round == MEMORY;
    }
}
