namespace Colloquy.Cli;

/// <summary>Prints a streamed answer as it arrives, with a sign of life before its first word.</summary>
internal sealed class AnswerPrinter(Terminal terminal)
{
    private bool _waits;
    private bool _endsLine = true;
    private string _held = "";

    public async Task PrintAsync(IAsyncEnumerable<AgentUpdate> updates)
    {
        ShowWaiting();
        await foreach (var update in updates.ConfigureAwait(false))
        {
            if (update.Text.Length == 0)
                continue;

            // A character that is cut between two updates waits for its other half.
            var text = _held + update.Text;
            var whole = text.Length - (char.IsHighSurrogate(text[^1]) || text[^1] == '\r' ? 1 : 0);
            _held = text[whole..];
            Print(text[..whole]);
        }
    }

    /// <summary>Ends the line that the answer ended in.</summary>
    public void EndLine()
    {
        HideWaiting();
        var rest = _held;
        _held = "";
        Print(rest);
        if (!_endsLine)
            terminal.Output.WriteLine();
        _endsLine = true;
    }

    private void Print(string text)
    {
        if (text.Length == 0)
            return;

        HideWaiting();
        terminal.Output.Write(PlainText.Safe(text));
        terminal.Output.Flush();
        _endsLine = text.EndsWith('\n');
    }

    private void ShowWaiting()
    {
        if (!terminal.IsInteractive || !terminal.HasColour)
            return;

        _waits = true;
        terminal.Output.Write("\e[90m…\e[0m");
        terminal.Output.Flush();
    }

    private void HideWaiting()
    {
        if (_waits)
            terminal.Output.Write("\r\e[K");
        _waits = false;
    }
}
