package staunch.http.codec;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;

/** Whatever a server sends: the decoder throws nothing, and comes to what the naive reader does, however it is cut. */
class ResponseDecoderFuzz {
    private static final Method[] METHODS = {Method.GET, Method.HEAD, Method.CONNECT, Method.POST};

    /** @param input where to cut; the methods of four requests, two bits each; and the bytes */
    @FuzzTest(maxDuration = "10m")
    void shouldAgreeWithNaiveReader(byte[] input) {
        if (input.length < 3 || input.length > NaiveComparisonCase.LIMITS.maxFieldBytes()) {
            return;
        }
        List<Method> methods = List.of(method(input, 0), method(input, 2), method(input, 4), method(input, 6));
        String text = Octets.text(input, 2, input.length);
        NaiveComparisonCase.compare(
                input[0],
                text,
                new NaiveResponseReader(text, NaiveComparisonCase.LIMITS.maxBodyBytes(), methods).read(),
                memory -> new Replay(new ResponseDecoder(NaiveComparisonCase.LIMITS), memory, false)
                        .expecting(methods)
                        .untilTheEnd());
    }

    private static Method method(byte[] input, int shift) {
        return METHODS[input[1] >> shift & 3];
    }
}
