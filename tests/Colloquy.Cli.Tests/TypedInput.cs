using System.Threading.Channels;

namespace Colloquy.Cli.Tests;

/// <summary>A keyboard: lines come when the test types them.</summary>
internal sealed class TypedInput : TextReader
{
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();

    public void Type(params string[] lines)
    {
        foreach (var line in lines)
            _lines.Writer.TryWrite(line);
    }

    public void End() => _lines.Writer.TryComplete();

    public override string? ReadLine() =>
        _lines.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult() && _lines.Reader.TryRead(out var line) ? line : null;
}
