package staunch.http.codec;

import com.code_intelligence.jazzer.junit.FuzzTest;

/** Whatever a client sends: the decoder throws nothing, and comes to what the naive reader does, however it is cut. */
class RequestDecoderFuzz {
    /** @param input where to cut, and the bytes */
    @FuzzTest(maxDuration = "10m")
    void shouldAgreeWithNaiveReader(byte[] input) {
        if (input.length < 2 || input.length > NaiveComparisonCase.LIMITS.maxFieldBytes()) {
            return;
        }
        String text = Octets.text(input, 1, input.length);
        NaiveComparisonCase.compare(
                input[0],
                text,
                new NaiveRequestReader(text, NaiveComparisonCase.LIMITS.maxBodyBytes()).read(),
                memory -> new Replay(new RequestDecoder(NaiveComparisonCase.LIMITS), memory, false));
    }
}
