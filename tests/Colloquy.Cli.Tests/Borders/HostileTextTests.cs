using System.Globalization;
using System.Text;
using Microsoft.Extensions.AI;

namespace Colloquy.Cli.Tests;

/// <summary>Nothing that is stored can steer a terminal, turn text around in it, or hide in it.</summary>
public sealed class HostileTextTests : CliTest
{
    // Right-to-left override, isolate, zero width space, soft hyphen, byte order mark, tags, a line separator; controls where they are allowed.
    private const string Formats = "\u202Egpj.exe\u2066\u200B\u00AD\uFEFF\U000E0041\u2028";
    private const string Controls = "\e]0;title\a\e[2J\r\b\u0085\u009B31m\u007F";

    public static TheoryData<string> Commands => [.. Everything.Commands];

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task What_is_stored_is_shown_with_its_invisible_characters_escaped(string command)
    {
        const string User = "ada\u202E";
        await using (var store = await OpenStoreAsync())
            await Everything.SeedAsync(store, User, Formats + Controls, $"gpt{Formats}");
        var answer = (await RunJsonAsync("sessions", "show", Everything.Session, "--user", User)).GetProperty("messages").EnumerateArray().Last().GetProperty("position").GetInt64();

        var pipe = await RunAsync(Everything.ArgumentsOf(command, User, answer));
        Width = 400;
        var window = await RunAsync(TextReader.Null, interactive: true, [.. Everything.ArgumentsOf(command, User, answer), "--no-pager"]);

        Assert.Equal((0, 0), (pipe.ExitCode, window.ExitCode));
        Assert.Empty(Unsafe(pipe.Output + pipe.Error + window.Output + window.Error));
        if (!(command is "doctor" || command.StartsWith("sessions branches", StringComparison.Ordinal) || command.StartsWith("sessions heads", StringComparison.Ordinal) || command.StartsWith("sessions retention", StringComparison.Ordinal)))
            Assert.Contains(@"\u202E", pipe.Output + pipe.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sessions close evil")]
    [InlineData("sessions undo evil")]
    [InlineData("sessions fork evil b\u202Ed")]
    [InlineData("sessions show n\u202Eope")]
    [InlineData("sessions delete evil --yes")]
    [InlineData("sessions turns evil 1 --branch x\u202E")]
    [InlineData("sessions export evil --output FILE")]
    [InlineData("sessions retention evil --ttl 1\u202Ed")]
    [InlineData("state get k\u202E --session evil")]
    [InlineData("memory forget m\u202E")]
    [InlineData("store backup FILE")]
    [InlineData("search x --since \u202E")]
    [InlineData("doctor --model \u202E")]
    [InlineData("non\u202Esense")]
    [InlineData("sessions list --after \u202E")]
    public async Task What_commands_say_about_names_is_escaped_too(string command)
    {
        const string User = "eve\u202E";
        await SeedAsync(new SessionKey("evil", User), "Hello \u202E");

        var result = await RunAsync([.. command.Split(' ').Select(word => word == "FILE" ? Path.Combine(Folder, "f\u202Eile") : word), "--user", User]);

        Assert.Empty(Unsafe(result.Output + result.Error));
    }

    [Fact]
    public async Task A_streamed_answer_is_made_safe_across_its_pieces()
    {
        Model = new FakeModel((_, _) => new[] { "one\r", "\ntwo \ud83d", "\udc4d \ud83d", " three\e", "[2J", "\r" }.ToAsyncEnumerable());

        var result = await RunAsync("Hello\n", ["chat"]);

        Assert.Equal("one\ntwo 👍 \\uD83D three\\u001B[2J\\u000D\n", result.Output);
    }

    [Theory]
    [InlineData("plain ASCII, tab\tand\nline", "plain ASCII, tab\tand\nline")]
    [InlineData("Ａ é 漢字 서울 עברית العربية", "Ａ é 漢字 서울 עברית العربية")]
    [InlineData("👨‍👩‍👧 👍🏽 🇩🇪 ❤️ 🏴󠁧󠁢󠁷󠁬󠁳󠁿", "👨‍👩‍👧 👍🏽 🇩🇪 ❤️ 🏴󠁧󠁢󠁷󠁬󠁳󠁿")]
    [InlineData("می‌خواهم", "می‌خواهم")]
    [InlineData("a\r\nb", "a\nb")]
    [InlineData("a\rb", "a\\u000Db")]
    [InlineData("\u0000\u0007\u001B\u007F\u009B", "\\u0000\\u0007\\u001B\\u007F\\u009B")]
    [InlineData("\u202E\u2066\u200E\u061C", "\\u202E\\u2066\\u200E\\u061C")]
    [InlineData("\u200B\u2060\uFEFF\u00AD", "\\u200B\\u2060\\uFEFF\\u00AD")]
    [InlineData("\u2028\u2029", "\\u2028\\u2029")]
    [InlineData("\U000E0041 tag", "\\U000E0041 tag")]
    public void Text_is_safe_and_says_what_it_said(string text, string expected) => Assert.Equal(expected, PlainText.Safe(text));

    [Fact]
    public void A_half_of_a_character_is_shown_as_what_it_is() => Assert.Equal("\\uD83D and \\uDC4D", PlainText.Safe("\ud83d and \udc4d"));

    [Fact]
    public void Every_character_is_shown_or_escaped_and_stays_safe_when_it_is_made_safe_again()
    {
        for (var value = 0; value <= 0x10FFFF; value = value == 0xD7FF ? 0xE000 : value + 1)
        {
            var rune = new Rune(value);
            var safe = PlainText.Safe($"a{rune}b");

            Assert.True(Unsafe(safe).Count == 0 && safe == PlainText.Safe(safe), $"U+{value:X4}");
        }
    }

    /// <summary>The characters of an output that steer a terminal or are not seen in it.</summary>
    private static List<string> Unsafe(string output) =>
    [
        .. output.EnumerateRunes()
            .Where(rune => rune.Value is not ('\n' or '\t' or 0x200C or 0x200D)
                && (Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
                    || rune.Value is 0xAD or 0x61C or 0x180E or (>= 0x200B and <= 0x200F) or (>= 0x202A and <= 0x202E) or (>= 0x2060 and <= 0x206F) or 0xFEFF or (>= 0xFFF9 and <= 0xFFFB) or (>= 0xE0000 and <= 0xE00FF)))
            .Select(rune => $"U+{rune.Value:X4}"),
    ];
}
