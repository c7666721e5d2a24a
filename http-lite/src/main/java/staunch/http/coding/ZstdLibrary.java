package staunch.http.coding;

import static staunch.http.coding.OptionalLibrary.constant;
import static staunch.http.coding.OptionalLibrary.constructor;
import static staunch.http.coding.OptionalLibrary.method;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * What is used of zstd-jni.
 *
 * @param newDecoder () -> decoder
 * @param decode (decoder, ByteBuffer to, ByteBuffer from) -> whether a frame has ended; both buffers are direct
 * @param newEncoder () -> encoder
 * @param setLevel (encoder, int)
 * @param setWindowLog (encoder, int)
 * @param encode (encoder, ByteBuffer to, ByteBuffer from, EndDirective) -> whether all is out; both buffers are direct
 * @param more the directive for more to come
 * @param flush the directive that ends a block
 * @param end the directive that ends the frame
 */
record ZstdLibrary(
        MethodHandle newDecoder,
        MethodHandle decode,
        MethodHandle newEncoder,
        MethodHandle setLevel,
        MethodHandle setWindowLog,
        MethodHandle encode,
        Object more,
        Object flush,
        Object end) {
    private static final String PACKAGE = "com.github.luben.zstd.";

    /** Found when it is first asked for: the native part is loaded then. */
    private static final class Holder {
        static final OptionalLibrary<ZstdLibrary> LIBRARY =
                OptionalLibrary.find("com.github.luben:zstd-jni", "zstd", ZstdLibrary::find);
    }

    static Optional<String> missing() {
        return Holder.LIBRARY.missing();
    }

    static ZstdLibrary get() throws IOException {
        return Holder.LIBRARY.get();
    }

    /** The native part is loaded by the first coder. */
    private static ZstdLibrary find() throws Throwable {
        Class<?> decoder = Class.forName(PACKAGE + "ZstdDecompressCtx");
        ((AutoCloseable) constructor(decoder).invoke()).close();
        Class<?> encoder = Class.forName(PACKAGE + "ZstdCompressCtx");
        Class<?> directive = Class.forName(PACKAGE + "EndDirective");
        Class<?> buffer = ByteBuffer.class;
        return new ZstdLibrary(
                constructor(decoder),
                method(decoder, "decompressDirectByteBufferStream", boolean.class, buffer, buffer),
                constructor(encoder),
                method(encoder, "setLevel", encoder, int.class),
                method(encoder, "setWindowLog", encoder, int.class),
                method(encoder, "compressDirectByteBufferStream", boolean.class, buffer, buffer, directive),
                constant(directive, "CONTINUE"),
                constant(directive, "FLUSH"),
                constant(directive, "END"));
    }
}
