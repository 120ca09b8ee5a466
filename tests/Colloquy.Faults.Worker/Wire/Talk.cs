using System.Threading.Channels;

namespace Colloquy.Faults.Worker;

/// <summary>What a worker and its test say to each other: lines on standard input and output.</summary>
public static class Talk
{
    private static readonly StreamWriter Out = new(Console.OpenStandardOutput()) { AutoFlush = true, NewLine = "\n" };
    private static readonly Channel<string> Lines = Listen();

    public static void Say(string line)
    {
        lock (Out)
            Out.WriteLine(line);
    }

    /// <summary>Says that the process is up, and waits for its test to let it begin.</summary>
    public static async Task<string> BeReadyAsync()
    {
        Say("ready");
        return await HearAsync();
    }

    /// <summary>Waits for a line. When the test is gone, so is the worker.</summary>
    public static async Task<string> HearAsync(CancellationToken cancellationToken = default) => await Lines.Reader.ReadAsync(cancellationToken);

    private static Channel<string> Listen()
    {
        var lines = Channel.CreateUnbounded<string>();
        new Thread(() =>
        {
            using var input = new StreamReader(Console.OpenStandardInput());
            while (input.ReadLine() is { } line)
                lines.Writer.TryWrite(line);
            Environment.Exit(3);
        }) { IsBackground = true }.Start();
        return lines;
    }
}
