namespace Colloquy.Cli;

/// <summary>Prints a streamed answer as it arrives, with a sign of life before its first word.</summary>
internal sealed class AnswerPrinter(Terminal terminal)
{
    private bool _waits;
    private bool _endsLine = true;

    public async Task PrintAsync(IAsyncEnumerable<AgentUpdate> updates)
    {
        ShowWaiting();
        await foreach (var update in updates.ConfigureAwait(false))
        {
            if (update.Text.Length == 0)
                continue;

            HideWaiting();
            var text = PlainText.Safe(update.Text);
            terminal.Output.Write(text);
            terminal.Output.Flush();
            _endsLine = text.EndsWith('\n');
        }
    }

    /// <summary>Ends the line that the answer ended in.</summary>
    public void EndLine()
    {
        HideWaiting();
        if (!_endsLine)
            terminal.Output.WriteLine();
        _endsLine = true;
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
