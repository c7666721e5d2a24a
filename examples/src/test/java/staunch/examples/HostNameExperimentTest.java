package staunch.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class HostNameExperimentTest {
    @Test
    void shouldPrintBothOutcomes() {
        ExternalProgram.Outcome outcome =
                StaunchProgram.run("experiment", "hostname").expectSuccess();
        assertEquals("", outcome.errors());
        assertEquals("""
                Two servers, their certificates issued by one authority that the client trusts:
                  a.test at 127.0.0.1:PORT
                  b.test at 127.0.0.1:PORT
                A client wants a.test. An altered address mapping sends it to b.test's.

                Without the host name check, at the altered address:
                  accepted: its certificate is valid, for b.test, www.b.test
                  it answers: This is b.test.

                With the check, at the altered address:
                  refused: the server is not a.test: its certificate is valid for b.test, www.b.test only

                With the check, at the true address:
                  accepted: its certificate is valid, for a.test
                  it answers: This is a.test.
                """, outcome.output().replaceAll("127.0.0.1:\\d+", "127.0.0.1:PORT"));
    }
}
