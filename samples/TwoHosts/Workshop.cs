namespace Colloquy.Samples;

/// <summary>The tool that takes a while, so that there is time to kill its process.</summary>
/// <param name="host">The name of the process.</param>
internal sealed class Workshop(string host)
{
    private const int Steps = 5;

    public async Task<string> WorkAsync(string task, CancellationToken cancellationToken)
    {
        for (var step = 1; step <= Steps; step++)
        {
            Console.WriteLine($"[{host}] works on '{task}', step {step} of {Steps} (process {Environment.ProcessId})");
            await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken);
        }

        return $"'{task}' was done by {host}.";
    }
}
