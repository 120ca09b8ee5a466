using Microsoft.Extensions.AI;

namespace Colloquy.Cli.Tests;

public sealed class PasteTests : CliTest
{
    [Theory]
    [InlineData("typed", "typed")]
    [InlineData("\e[200~one line\e[201~", "one line")]
    [InlineData("\e[200~first|second|third\e[201~", "first|second|third")]
    [InlineData("\e[200~first||third|\e[201~", "first||third|")]
    [InlineData("see: \e[200~first|second\e[201~, and so on", "see: first|second, and so on")]
    [InlineData("\e[200~a|b\e[201~ and \e[200~c|d\e[201~", "a|b and c|d")]
    [InlineData("\e[200~a\e[201~ and \e[200~c|d\e[201~", "a and c|d")]
    [InlineData("\e[200~a|b\e[200~|c\e[201~", "a|b|c")]
    [InlineData("\e[200~the end never comes|second", "the end never comes|second")]
    [InlineData("\e[201~an end alone", "an end alone")]
    public void What_is_pasted_is_one_message(string typed, string message)
    {
        var lines = new Queue<string>(typed.Split('|'));

        var read = BracketedPaste.Read(() => lines.TryDequeue(out var line) ? line : null);

        Assert.Equal((message.Replace('|', '\n'), 0), (read, lines.Count));
    }

    [Fact]
    public void The_end_of_the_input_is_no_message() => Assert.Null(BracketedPaste.Read(() => null));

    [Fact]
    public void Lines_in_random_order_of_marks_lose_nothing_but_the_marks()
    {
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        string[] parts = ["\e[200~", "\e[201~", "a", "b ", "|", "|", "\e[0m"];
        for (var round = 0; round < 2_000; round++)
        {
            var typed = string.Concat(Enumerable.Range(0, random.Next(1, 12)).Select(_ => random.GetItems(parts, 1)[0]));
            var lines = new Queue<string>(typed.Split('|'));
            var read = new List<string>();
            while (BracketedPaste.Read(() => lines.TryDequeue(out var line) ? line : null) is { } message)
                read.Add(message);

            Assert.True(typed.Replace("\e[200~", "", StringComparison.Ordinal).Replace("\e[201~", "", StringComparison.Ordinal).Replace('|', '\n') == string.Join('\n', read), $"{typed} (seed {seed})");
        }
    }

    [Fact]
    public async Task A_paste_into_a_terminal_is_one_turn_also_when_it_begins_like_a_command()
    {
        if (!OperatingSystem.IsLinux())
            return;

        using var terminal = Pty.Open();
        var running = Shell.RunAsync($"stty cols 100 rows 30 <{terminal.Name}; TERM=xterm colloquy chat <{terminal.Name} >{terminal.Name} 2>&1", Folder, ("NO_COLOR", "1"));
        await terminal.SeeAsync(BracketedPaste.On);
        terminal.Type("\e[200~/etc/hosts says\rMy name is Ines\r\rand more\e[201~\r");
        await terminal.SeeAsync("Nice to meet you");
        await terminal.SeeAsync(BracketedPaste.On);
        terminal.Type("/exit\r");
        await running;

        var messages = (await RunJsonAsync("sessions", "show", "chat")).GetProperty("messages").EnumerateArray().ToList();
        Assert.Equal("/etc/hosts says\nMy name is Ines\n\nand more", messages[0].GetProperty("text").GetString());
        Assert.Equal([ChatRole.User.Value, ChatRole.Assistant.Value], messages.Select(message => message.GetProperty("role").GetString()));
        Assert.True(terminal.Seen.LastIndexOf(BracketedPaste.Off, StringComparison.Ordinal) > terminal.Seen.LastIndexOf(BracketedPaste.On, StringComparison.Ordinal));
    }
}
