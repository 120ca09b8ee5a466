namespace Colloquy.Mcp.Worker;

/// <summary>Where a till writes each call down, so that a test sees what happened, whatever became of the till; and where it reads what it is to do.</summary>
public sealed class Ledger(string path)
{
    /// <summary>The environment variable that names the file.</summary>
    public const string Variable = "TILL_LEDGER";

    private readonly string _deadly = path + ".deadly";
    private readonly string _halting = path + ".halting";

    public string Path => path;

    public IReadOnlyList<string> Lines => File.Exists(path) ? File.ReadAllLines(path) : [];

    public void Write(string line) => File.AppendAllText(path, line + "\n");

    /// <summary>Lets the till die, as kill -9 does, in the middle of the next calls.</summary>
    public void MakeDeadly(int calls = 1) => File.WriteAllText(_deadly, new string('x', calls));

    /// <summary>Lets the till begin calls and not end them, until it is killed or let go.</summary>
    public void MakeHalting() => File.WriteAllText(_halting, "");

    public void LetGo() => File.Delete(_halting);

    /// <summary>Does in a call what the till is told to do.</summary>
    internal async Task ObeyAsync(CancellationToken cancellationToken)
    {
        if (File.Exists(_deadly))
        {
            if (File.ReadAllText(_deadly) is { Length: > 1 } left)
                File.WriteAllText(_deadly, left[1..]);
            else
                File.Delete(_deadly);
            System.Diagnostics.Process.GetCurrentProcess().Kill();
            await Task.Delay(Timeout.InfiniteTimeSpan, CancellationToken.None);
        }

        while (File.Exists(_halting))
            await Task.Delay(20, cancellationToken);
    }
}
