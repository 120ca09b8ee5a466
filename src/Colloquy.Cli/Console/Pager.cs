using System.Diagnostics;

namespace Colloquy.Cli;

/// <summary>Shows a text that is longer than the window: in the program that the person chose, else in <c>less</c>, else page by page itself.</summary>
internal sealed class Pager
{
    public const string Variable = "COLLOQUY_PAGER";

    // What a shell says when it finds no such program.
    private const int NoSuchProgram = 127;

    private readonly CliHost _host;
    private readonly string? _command;

    private Pager(CliHost host, string? command)
    {
        _host = host;
        _command = command;
    }

    /// <summary>The pager that the variables choose; null when they choose none.</summary>
    public static Pager? Of(CliHost host)
    {
        var chosen = host.Environment(Variable) ?? host.Environment("PAGER");
        if (chosen is not null)
            return string.IsNullOrWhiteSpace(chosen) ? null : new Pager(host, chosen);

        return new Pager(host, !OperatingSystem.IsWindows() && HasLess(host.Environment("PATH")) ? "less" : null);
    }

    public async Task ShowAsync(string text, CancellationToken cancellationToken)
    {
        if (_command is null || !await TryAsync(_command, text).ConfigureAwait(false))
            await ShowPagesAsync(text, cancellationToken).ConfigureAwait(false);
    }

    private static bool HasLess(string? path) =>
        path?.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Any(folder => File.Exists(Path.Combine(folder, "less"))) == true;

    /// <summary>Runs a command with the text as its input; false when there is no such program.</summary>
    private async Task<bool> TryAsync(string command, string text)
    {
        var start = OperatingSystem.IsWindows()
            ? new ProcessStartInfo("cmd.exe", ["/d", "/c", command])
            : new ProcessStartInfo("/bin/sh", ["-c", command]);
        start.RedirectStandardInput = true;
        // As git does it: colours are shown, and what fits the window after all is shown without waiting.
        start.Environment.TryAdd("LESS", "FRX");
        // Ctrl-C is for the pager, and must not end a chat around it.
        using var turn = _host.Interrupts.BeginTurn();
        using var process = Process.Start(start)!;
        try
        {
            await process.StandardInput.WriteAsync(text).ConfigureAwait(false);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It was left before the end of the text.
        }

        // Leaving before it would give the window to two programs.
        await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
        _host.Interrupts.EndTurn();
        return process.ExitCode != NoSuchProgram;
    }

    private async Task ShowPagesAsync(string text, CancellationToken cancellationToken)
    {
        var lines = text.TrimEnd('\n').Split('\n');
        for (var next = 0; next < lines.Length;)
        {
            var end = Math.Min(next + Math.Max(_host.Terminal.Height() - 1, 1), lines.Length);
            for (; next < end; next++)
                _host.Terminal.Output.WriteLine(lines[next]);
            if (next == lines.Length)
                return;

            _host.Terminal.Output.Write($"-- {Wording.Count(lines.Length - next, "more line")}: Enter shows them, q leaves -- ");
            _host.Terminal.Output.Flush();
            if (await _host.Terminal.ReadLineAsync(cancellationToken).ConfigureAwait(false) is not { } said || said.Trim().Equals("q", StringComparison.OrdinalIgnoreCase))
                return;
        }
    }
}
