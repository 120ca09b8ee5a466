namespace Colloquy.Cli;

/// <summary>Shows one picture after another in the same place of the window. Disposing it restores the previous contents of the window.</summary>
internal sealed class LiveScreen : IDisposable
{
    private const string Enter = "\e[?1049h\e[?25l";
    private const string Leave = "\e[?25h\e[?1049l";
    private const string Home = "\e[H";
    private const string EraseRestOfLine = "\e[K";
    private const string EraseBelow = "\e[J";

    private readonly Terminal _terminal;

    public LiveScreen(Terminal terminal)
    {
        _terminal = terminal;
        _terminal.Output.Write(Enter);
    }

    /// <summary>Shows a picture in place of the one before. What does not fit the window is left out.</summary>
    public void Show(string picture)
    {
        // The picture is written over the one before: a cleared window would flicker.
        var lines = picture.TrimEnd('\n').Split('\n').Take(Math.Max(1, _terminal.Height() - 1));
        _terminal.Output.Write(Home + string.Join("\r\n", lines.Select(line => line + EraseRestOfLine)) + EraseBelow);
        _terminal.Output.Flush();
    }

    public void Dispose()
    {
        _terminal.Output.Write(Leave);
        _terminal.Output.Flush();
    }
}
