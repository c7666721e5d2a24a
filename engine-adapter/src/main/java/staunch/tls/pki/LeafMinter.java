package staunch.tls.pki;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import staunch.tls.pki.PkiException.Kind;

/**
 * Makes the leaves that an intercepting proxy shows in place of the real servers', and keeps those that are asked for
 * again.
 *
 * <pre>{@code
 * LeafMinter<Identity> minter = LeafMinter.of(authority);
 * minter.mint("www.example.com", real);      // real: the leaf that the server behind has shown
 *
 * LeafMinter<TlsServer> servers = LeafMinter.of(authority, TlsServer::of);      // so that sessions can be resumed
 * }</pre>
 *
 * <pre>
 *              asked for                       made
 *   UNKNOWN --------------&gt; BEING MADE ----------------&gt; KEPT
 *      ^                        |                          |
 *      |  failed, or no room    |                          |  least recently used, or near its end
 *      +------------------------+--------------------------+
 * </pre>
 *
 * <p>A leaf is made once for all who ask for it meanwhile. It has a P-256 key of its own, out of the authority's
 * {@link java.security.SecureRandom}: a key for each costs a fraction of a millisecond on a thread that nobody waits on
 * but the one who asked, so that no two hosts share one. It is valid for the name that was asked for, and for those DNS
 * names and IP addresses that the real leaf has; all else of that one is left behind. It ends after
 * {@link LeafRequest#DEFAULT_LIFETIME}, but no later than the authority.
 *
 * <p>What is kept goes by the name that was asked for and the fingerprint of the real leaf. What failed is not kept.
 * Safe for all threads; never blocks.
 *
 * @param <T> what is made of a leaf and kept: the {@link Identity} itself, or the TLS server that shows it
 */
public final class LeafMinter<T> {
    /** How many leaves are kept unless said otherwise; an identity with the usual few names takes about 4 KiB. */
    public static final int DEFAULT_MAX_KEPT = 1_000;

    /** How many different leaves are being made or wait for it at once. */
    public static final int MAX_BEING_MADE = 1_000;

    /** What is left of a leaf's life when another is made in its place. */
    public static final Duration RENEWAL_MARGIN = Duration.ofDays(1);

    private static final int MAX_THREADS = 2;
    private static final int THREADS_KEPT_SECONDS = 10;

    private final CertificateAuthority authority;
    private final Function<? super LeafRequest, Identity> signer;
    private final Function<? super Identity, ? extends T> finish;
    private final Executor executor;

    /** Guards both maps; held to look up and to put in, never while a leaf is made or anybody is told. */
    private final Object lock = new Object();

    private final Map<Wanted, CompletableFuture<T>> beingMade = new HashMap<>();
    private final Map<Wanted, Kept<T>> kept;

    /**
     * What a leaf goes by.
     *
     * @param host normalized
     * @param real the fingerprint of the real leaf; empty if there is none
     */
    private record Wanted(String host, String real) {}

    private record Kept<T>(T made, Instant replaceAt) {}

    LeafMinter(
            CertificateAuthority authority,
            Function<? super LeafRequest, Identity> signer,
            Function<? super Identity, ? extends T> finish,
            Executor executor,
            int maxKept) {
        if (maxKept < 1) {
            throw new IllegalArgumentException("maxKept must be at least 1, was " + maxKept);
        }
        authority.requireNotEnded();
        this.authority = authority;
        this.signer = signer;
        this.finish = finish;
        this.executor = executor;
        this.kept = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Wanted, Kept<T>> eldest) {
                return size() > maxKept;
            }
        };
    }

    /**
     * A minter of identities, with two daemon threads of its own that end when there is nothing to do.
     *
     * @param authority signs; a root or an intermediate
     * @return the minter
     * @throws PkiException if the authority has ended
     */
    public static LeafMinter<Identity> of(CertificateAuthority authority) {
        return of(authority, Function.identity());
    }

    /**
     * As {@link #of(CertificateAuthority)}, of something that takes an identity.
     *
     * @param <T> what is kept
     * @param authority signs; a root or an intermediate
     * @param finish makes of an identity what is kept; called once for each leaf, on a thread of the minter
     * @return the minter
     * @throws PkiException if the authority has ended
     */
    public static <T> LeafMinter<T> of(CertificateAuthority authority, Function<? super Identity, ? extends T> finish) {
        return of(authority, finish, ownThreads(), DEFAULT_MAX_KEPT);
    }

    /**
     * A minter with everything chosen.
     *
     * @param <T> what is kept
     * @param authority signs; a root or an intermediate
     * @param finish makes of an identity what is kept; called once for each leaf, on the executor
     * @param executor makes the leaves, each in about a millisecond; must run or reject what it is given
     * @param maxKept how many leaves are kept, at least 1
     * @return the minter
     * @throws PkiException if the authority has ended
     */
    public static <T> LeafMinter<T> of(
            CertificateAuthority authority,
            Function<? super Identity, ? extends T> finish,
            Executor executor,
            int maxKept) {
        return new LeafMinter<>(authority, authority::issue, finish, executor, maxKept);
    }

    private static Executor ownThreads() {
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                MAX_THREADS,
                MAX_THREADS,
                THREADS_KEPT_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(MAX_BEING_MADE),
                LeafMinter::newThread);
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }

    private static Thread newThread(Runnable work) {
        Thread thread = new Thread(work, "staunch-minter");
        thread.setDaemon(true);
        return thread;
    }

    /**
     * A leaf for a name alone, for when there is no real one that could be trusted.
     *
     * @param host a host name or an IP address, in any form
     * @return completed at once if it is kept, or else on the executor. Fails with {@link IllegalArgumentException} if
     *     {@code host} is neither; with {@link PkiException} of kind {@link PkiException.Kind#TOO_MANY_AT_ONCE}, after
     *     which it may be asked for again, {@link PkiException.Kind#AUTHORITY_EXPIRED}, or
     *     {@link PkiException.Kind#NAME_NOT_PERMITTED} if the authority is constrained to other names
     */
    public CompletionStage<T> mint(String host) {
        return mint(host, Optional.empty());
    }

    /**
     * A leaf for a name and for those of the real leaf. At most {@link LeafRequest#MAX_NAMES} in all; those that the
     * authority may not sign for are left out.
     *
     * @param host a host name or an IP address, in any form
     * @param real what the server behind has shown, verified by the caller
     * @return as {@link #mint(String)}
     */
    public CompletionStage<T> mint(String host, X509Certificate real) {
        return mint(host, Optional.of(real));
    }

    private CompletionStage<T> mint(String host, Optional<X509Certificate> real) {
        Wanted wanted;
        try {
            wanted = new Wanted(
                    AlternativeName.normalize(host),
                    real.map(LeafMinter::fingerprint).orElse(""));
        } catch (IllegalArgumentException isNoName) {
            return CompletableFuture.failedStage(isNoName);
        }
        CompletableFuture<T> made = new CompletableFuture<>();
        synchronized (lock) {
            Kept<T> known = kept.get(wanted);
            if (known != null && authority.now().isBefore(known.replaceAt())) {
                return CompletableFuture.completedStage(known.made());
            }
            CompletableFuture<T> awaited = beingMade.get(wanted);
            if (awaited != null) {
                return awaited.minimalCompletionStage();
            }
            if (beingMade.size() >= MAX_BEING_MADE) {
                return CompletableFuture.failedStage(tooMany("MAX_BEING_MADE, " + MAX_BEING_MADE));
            }
            beingMade.put(wanted, made);
        }
        start(wanted, real, made);
        return made.minimalCompletionStage();
    }

    private void start(Wanted wanted, Optional<X509Certificate> real, CompletableFuture<T> made) {
        try {
            executor.execute(() -> make(wanted, real, made));
        } catch (RejectedExecutionException full) {
            forget(wanted);
            made.completeExceptionally(tooMany("the executor's own"));
        }
    }

    private void make(Wanted wanted, Optional<X509Certificate> real, CompletableFuture<T> made) {
        T result;
        try {
            Identity identity = signer.apply(request(wanted.host(), real));
            result = finish.apply(identity);
            keep(wanted, new Kept<>(result, replaceAt(identity.leaf())));
        } catch (Throwable failure) {
            forget(wanted);
            made.completeExceptionally(failure);
            return;
        }
        made.complete(result);
    }

    private LeafRequest request(String host, Optional<X509Certificate> real) {
        return LeafRequest.forServer(Stream.concat(
                        Stream.of(host),
                        real.stream()
                                .flatMap(certificate -> AlternativeName.of(certificate).stream())
                                .filter(authority::permits))
                .distinct()
                .limit(LeafRequest.MAX_NAMES)
                .toArray(String[]::new));
    }

    /** One that ends with the authority cannot be bettered before. */
    private Instant replaceAt(X509Certificate leaf) {
        Instant end = leaf.getNotAfter().toInstant();
        return end.equals(authority.end()) ? end : end.minus(RENEWAL_MARGIN);
    }

    private void keep(Wanted wanted, Kept<T> result) {
        synchronized (lock) {
            beingMade.remove(wanted);
            kept.put(wanted, result);
        }
    }

    private void forget(Wanted wanted) {
        synchronized (lock) {
            beingMade.remove(wanted);
        }
    }

    private static PkiException tooMany(String limit) {
        return PkiException.of(
                Kind.TOO_MANY_AT_ONCE,
                "too many certificates are being made already (the limit is " + limit + "); try again in a second");
    }

    private static String fingerprint(X509Certificate certificate) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(certificate.getEncoded()));
        } catch (CertificateEncodingException e) {
            throw new IllegalArgumentException("the real certificate has no encoded form", e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** Counts, and names the authority. */
    @Override
    public String toString() {
        synchronized (lock) {
            return "LeafMinter[" + authority + ", " + kept.size() + " kept, " + beingMade.size() + " being made]";
        }
    }
}
