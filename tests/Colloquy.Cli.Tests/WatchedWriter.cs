using System.Text;

namespace Colloquy.Cli.Tests;

/// <summary>Tells when a text has been written.</summary>
internal sealed class WatchedWriter(string text) : StringWriter
{
    private readonly TaskCompletionSource _seen = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Seen => _seen.Task;

    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(string? value)
    {
        base.Write(value);
        Look();
    }

    public override void Write(char[] buffer, int index, int count)
    {
        base.Write(buffer, index, count);
        Look();
    }

    public override void WriteLine(string? value)
    {
        base.WriteLine(value);
        Look();
    }

    private void Look()
    {
        if (GetStringBuilder().ToString().Contains(text, StringComparison.Ordinal))
            _seen.TrySetResult();
    }
}
