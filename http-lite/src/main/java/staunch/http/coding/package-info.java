/**
 * Content codings (RFC 9110 §8.4.1) on a stream: bytes in, bytes out, in bounded memory. Nothing here knows a socket, a
 * thread, a clock or a logger.
 *
 * <p>All that can happen to a body on its way is a {@link staunch.http.coding.BodyTransform}; {@link
 * staunch.http.coding.BodyTransform#chain} puts several in a row. {@link staunch.http.coding.ContentCoding} makes the coders,
 * {@link staunch.http.coding.ContentCodings} those of a whole Content-Encoding.
 *
 * <p>Gzip and deflate are the JDK's. Brotli and zstd are other people's libraries, found by name on the class path and never
 * required: {@code com.aayushatharva.brotli4j:brotli4j} and {@code com.github.luben:zstd-jni}. Both are native; from JDK 24 on
 * a program that does not want to be warned of that runs with {@code --enable-native-access=ALL-UNNAMED}. In a program of
 * modules they are to be resolved by {@code --add-modules}.
 */
@NullMarked
package staunch.http.coding;

import org.jspecify.annotations.NullMarked;
