package staunch.http.coding;

import static staunch.http.coding.OptionalLibrary.constant;
import static staunch.http.coding.OptionalLibrary.constructor;
import static staunch.http.coding.OptionalLibrary.method;
import static staunch.http.coding.OptionalLibrary.staticMethod;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * What is used of brotli4j: the streaming coders that lie under its streams, which copy nothing and block nowhere.
 *
 * @param newDecoder (int inputBytes) -> decoder
 * @param decoder its methods
 * @param newEncoder (int inputBytes, int quality, int windowLog, Mode mode) -> encoder
 * @param encoder its methods
 * @param mode the encoder's for anything
 */
record BrotliLibrary(MethodHandle newDecoder, Decoder decoder, MethodHandle newEncoder, Encoder encoder, Object mode) {
    private static final String PACKAGE = "com.aayushatharva.brotli4j.";

    /** Found when it is first asked for: the native part is loaded then. */
    private static final class Holder {
        static final OptionalLibrary<BrotliLibrary> LIBRARY =
                OptionalLibrary.find("com.aayushatharva.brotli4j:brotli4j", "br", BrotliLibrary::find);
    }

    /**
     * @param input where input is put, native memory of the decoder's
     * @param push (int count): decodes so much of the input
     * @param status an enum
     * @param hasOutput whether there is something to pull
     * @param pull output, native memory of the decoder's, until the next call
     * @param destroy gives it all back
     */
    record Decoder(
            MethodHandle input,
            MethodHandle push,
            MethodHandle status,
            MethodHandle hasOutput,
            MethodHandle pull,
            MethodHandle destroy) {}

    /**
     * @param input where input is put, native memory of the encoder's
     * @param push (Operation, int count)
     * @param isSuccess false once something has gone wrong
     * @param hasMoreOutput whether there is something to pull
     * @param hasRemainingInput whether the last push did not take all
     * @param isFinished whether the end is made
     * @param pull output, native memory of the encoder's, until the next call
     * @param destroy gives it all back
     * @param process the operation for more to come
     * @param flush the operation that ends a block
     * @param finish the operation that ends the stream
     */
    record Encoder(
            MethodHandle input,
            MethodHandle push,
            MethodHandle isSuccess,
            MethodHandle hasMoreOutput,
            MethodHandle hasRemainingInput,
            MethodHandle isFinished,
            MethodHandle pull,
            MethodHandle destroy,
            Object process,
            Object flush,
            Object finish) {}

    static Optional<String> missing() {
        return Holder.LIBRARY.missing();
    }

    static BrotliLibrary get() throws IOException {
        return Holder.LIBRARY.get();
    }

    private static BrotliLibrary find() throws Throwable {
        staticMethod(Class.forName(PACKAGE + "Brotli4jLoader"), "ensureAvailability", void.class)
                .invoke();
        Class<?> decoder = Class.forName(PACKAGE + "decoder.DecoderJNI$Wrapper");
        Class<?> status = Class.forName(PACKAGE + "decoder.DecoderJNI$Status");
        Class<?> encoder = Class.forName(PACKAGE + "encoder.EncoderJNI$Wrapper");
        Class<?> operation = Class.forName(PACKAGE + "encoder.EncoderJNI$Operation");
        Class<?> mode = Class.forName(PACKAGE + "encoder.Encoder$Mode");
        return new BrotliLibrary(
                constructor(decoder, int.class),
                new Decoder(
                        method(decoder, "getInputBuffer", ByteBuffer.class),
                        method(decoder, "push", void.class, int.class),
                        method(decoder, "getStatus", status),
                        method(decoder, "hasOutput", boolean.class),
                        method(decoder, "pull", ByteBuffer.class),
                        method(decoder, "destroy", void.class)),
                constructor(encoder, int.class, int.class, int.class, mode),
                encoder(encoder, operation),
                constant(mode, "GENERIC"));
    }

    private static Encoder encoder(Class<?> encoder, Class<?> operation) throws ReflectiveOperationException {
        return new Encoder(
                method(encoder, "getInputBuffer", ByteBuffer.class),
                method(encoder, "push", void.class, operation, int.class),
                method(encoder, "isSuccess", boolean.class),
                method(encoder, "hasMoreOutput", boolean.class),
                method(encoder, "hasRemainingInput", boolean.class),
                method(encoder, "isFinished", boolean.class),
                method(encoder, "pull", ByteBuffer.class),
                method(encoder, "destroy", void.class),
                constant(operation, "PROCESS"),
                constant(operation, "FLUSH"),
                constant(operation, "FINISH"));
    }
}
