package staunch.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * Firefox without a window, in the profile that the line which the proxy prints for it makes.
 *
 * @param program with the arguments that the line gives it
 */
record Firefox(ExternalProgram program) {
    /** What it asks for by itself: nobody but a test's own server is to be asked for anything. */
    private static final List<String> SILENCE = List.of(
            "'app.normandy.enabled', false",
            "'app.update.enabled', false",
            "'browser.newtabpage.enabled', false",
            "'browser.region.network.url', ''",
            "'browser.safebrowsing.malware.enabled', false",
            "'browser.safebrowsing.phishing.enabled', false",
            "'browser.startup.page', 0",
            "'datareporting.policy.dataSubmissionEnabled', false",
            "'dom.push.connection.enabled', false",
            "'extensions.getAddons.cache.enabled', false",
            "'extensions.update.enabled', false",
            "'network.captive-portal-service.enabled', false",
            "'network.connectivity-service.enabled', false",
            "'security.certerrors.mitm.priming.enabled', false",
            "'services.settings.server', 'data:,'",
            "'toolkit.telemetry.enabled', false");

    /** Does what the line says up to its last command, which is Firefox, in that folder. */
    static Firefox toldBy(String line, Path folder) throws IOException, InterruptedException {
        ExternalProgram firefox = ExternalProgram.onPath("firefox", "firefox-esr");
        ExternalProgram.onPath("certutil");
        String[] commands = line.split("; firefox ");
        ExternalProgram.onPath("sh").in(folder).run("-c", commands[0]).expectSuccess();
        Stream<String> silence = SILENCE.stream().map(setting -> "user_pref(" + setting + ");");
        Files.write(
                folder.resolve("staunch-firefox/user.js"),
                (Iterable<String>) silence::iterator,
                StandardOpenOption.APPEND);
        return new Firefox(firefox.in(folder).with("HOME", folder.toString()).first(commands[1].split(" ")));
    }

    /** Makes a picture of a page. One whose certificate it refuses it would show a warning of for ever, without a picture. */
    void show(String url, Path picture) throws IOException, InterruptedException {
        program.run(arguments(url, picture)).expectSuccess();
    }

    /** As {@link #show}, and goes on meanwhile. */
    RunningProgram showing(String url, Path picture) throws IOException {
        return RunningProgram.start(program, arguments(url, picture));
    }

    private static String[] arguments(String url, Path picture) {
        return new String[] {"--headless", "--screenshot", picture.toString(), url};
    }
}
