/**
 * Keys, certificates and trust: what a TLS endpoint must have before the first byte moves.
 *
 * <p>A TLS endpoint answers two questions, and this package has one type for each:
 *
 * <ul>
 *   <li><em>Who am I?</em> An {@link staunch.tls.pki.Identity}: a private key, and the chain of certificates that says
 *       whose it is. The chain starts with the <em>leaf</em>, which names the host; each certificate is signed by the
 *       next; the <em>root</em> is left out, because the peer must have it already.
 *   <li><em>Whom do I believe?</em> {@link staunch.tls.pki.TrustAnchors}: the roots from which a peer's chain must
 *       descend. They come from a PEM file, a folder in OpenSSL's hashed form, the JDK or the operating system.
 * </ul>
 *
 * <p>Where no public authority can help (a laptop, a test, an inspecting proxy) be your own:
 * {@link staunch.tls.pki.CertificateAuthority} makes a root, intermediates and leaves, and
 * {@link staunch.tls.pki.DevelopmentCertificates} keeps a root and a {@code localhost} leaf in the user's folder,
 * {@link staunch.tls.pki.AuthorityFolder} a root in a folder of its own, and {@link staunch.tls.pki.LeafMinter} makes what
 * an inspecting proxy shows, without holding up a loop.
 *
 * <pre>{@code
 * Identity identity = Identity.fromPem(Path.of("chain.pem"), Path.of("key.pem"), PassphraseSource.none());
 * TrustAnchors trust = TrustAnchors.fromPath(Path.of("ca.pem"));
 * }</pre>
 *
 * <p>On disk everything is PEM ({@link staunch.tls.pki.Pem}): base64 between {@code -----BEGIN X-----} and
 * {@code -----END X-----}, several blocks to a file, with any text around them.
 *
 * <p>Every failure is a {@link staunch.tls.pki.PkiException}: one line that names the file and says what to do. No key
 * and no passphrase is ever part of a message or a {@code toString}. BouncyCastle does the encoding and decoding, from
 * an instance of its own; nothing is registered with the process, and keys that leave this package are those of the
 * JDK's installed providers. Everything here may block on files and take milliseconds to compute: call it while
 * setting up, or from an executor, not on a loop's thread, but for {@code LeafMinter}. All types are immutable and safe to
 * share unless they say otherwise.
 */
@NullMarked
package staunch.tls.pki;

import org.jspecify.annotations.NullMarked;
