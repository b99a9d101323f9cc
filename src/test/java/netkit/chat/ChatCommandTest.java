package netkit.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import netkit.chat.ChatCommand.Events;
import netkit.chat.ChatCommand.Help;
import netkit.chat.ChatCommand.Invalid;
import netkit.chat.ChatCommand.Join;
import netkit.chat.ChatCommand.Leave;
import netkit.chat.ChatCommand.Msg;
import netkit.chat.ChatCommand.Nick;
import netkit.chat.ChatCommand.Quit;
import netkit.chat.ChatCommand.Rooms;
import netkit.chat.ChatCommand.Say;
import netkit.chat.ChatCommand.To;
import netkit.chat.ChatCommand.Who;
import netkit.chat.ChatCommand.Word;

class ChatCommandTest {
    @Test
    void everyCommandIsParsedByItsUsage() {
        assertEquals(new Nick("ann"), ChatCommand.parse("/nick ann"));
        assertEquals(new Join("java"), ChatCommand.parse("/join java"));
        assertEquals(new Leave("java"), ChatCommand.parse("/leave java"));
        assertEquals(new Leave(""), ChatCommand.parse("/leave"));
        assertEquals(new To("java", "hello there"), ChatCommand.parse("/to java hello there"));
        assertEquals(new Msg("ann", "hello there"), ChatCommand.parse("/msg ann hello there"));
        assertEquals(new Rooms(), ChatCommand.parse("/rooms"));
        assertEquals(new Who(""), ChatCommand.parse("/who"));
        assertEquals(new Who("java"), ChatCommand.parse("/who java"));
        assertEquals(new Events(true), ChatCommand.parse("/events on"));
        assertEquals(new Events(false), ChatCommand.parse("/events off"));
        assertEquals(new Help(), ChatCommand.parse("/help"));
        assertEquals(new Quit(), ChatCommand.parse("/quit"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"hello", " /nick ann", "a /nick", " two  spaces ", "\ttab", "\\/nick"})
    void lineWithoutLeadingSlashIsText(String line) {
        assertEquals(new Say(line), ChatCommand.parse(line));
    }

    @Test
    void doubleSlashEscapesLeadingSlash() {
        assertEquals(new Say("/nick ann"), ChatCommand.parse("//nick ann"));
        assertEquals(new Say("/"), ChatCommand.parse("//"));
    }

    @Test
    void commandIsCaseInsensitiveButItsArgumentsAreNot() {
        assertEquals(new Nick("Ann"), ChatCommand.parse("/NICK Ann"));
    }

    @Test
    void spacesAroundArgumentsAreIgnoredAndThoseInTextAreKept() {
        assertEquals(new Nick("ann"), ChatCommand.parse("/nick   ann  "));
        assertEquals(new To("java", "two  spaces"), ChatCommand.parse("/to \t java   two  spaces "));
        assertEquals(new Help(), ChatCommand.parse("/help "));
    }

    @ParameterizedTest
    @CsvSource({
        "/nick,           /nick NAME",
        "/nick two words, /nick NAME",
        "/join,           /join ROOM",
        "/join a b,       /join ROOM",
        "/leave a b,      /leave [ROOM]",
        "/to,             /to ROOM TEXT",
        "/to java,        /to ROOM TEXT",
        "/msg,            /msg NAME-OR-ID TEXT",
        "/msg ann,        /msg NAME-OR-ID TEXT",
        "/rooms all,      /rooms",
        "/who a b,        /who [ROOM]",
        "/events,         /events on|off",
        "/events maybe,   /events on|off",
        "/help me,        /help",
        "/quit now,       /quit"})
    void misusedCommandShowsItsUsage(String line, String usage) {
        assertEquals(new Invalid("usage: " + usage), ChatCommand.parse(line));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/nic", "/nickann", "/join/java", "/ nick ann", "/é"})
    void unknownCommandRefersToHelp(String line) {
        Invalid invalid = assertInstanceOf(Invalid.class, ChatCommand.parse(line));

        assertEquals("unknown command '" + line.split(" ")[0] + "'; /help lists them all", invalid.why());
    }

    @ParameterizedTest
    @EnumSource
    void everyUsageBeginsWithItsCommandAndHasDescription(Word word) {
        assertEquals(word.typed(), word.usage().split(" ")[0]);
        assertNotEquals("", word.what());
    }
}
