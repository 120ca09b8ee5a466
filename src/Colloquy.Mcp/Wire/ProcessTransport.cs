using System.Diagnostics;
using System.Text.RegularExpressions;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace Colloquy.Mcp;

/// <summary>Starts a server's process.</summary>
internal sealed partial class ProcessTransport(StdioMcpServer server, IReadOnlyList<string> arguments, Action toolsChanged) : IClientTransport
{
    public string Name => server.Name;

    public Task<ITransport> ConnectAsync(CancellationToken cancellationToken = default)
    {
        var process = new Process { StartInfo = Describe() };
        try
        {
            process.Start();
        }
        catch (Exception e)
        {
            process.Dispose();
            throw new IOException("The process could not be started.", e);
        }

        return Task.FromResult<ITransport>(new ProcessSession(server, process, toolsChanged));
    }

    private ProcessStartInfo Describe()
    {
        var start = new ProcessStartInfo
        {
            FileName = server.Command,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            CreateNoWindow = true,
            WorkingDirectory = server.WorkingDirectory ?? Environment.CurrentDirectory,
        };

        // npx, uvx and the like are scripts, which Windows runs by its shell only.
        if (OperatingSystem.IsWindows() && !Path.GetFileName(server.Command.AsSpan()).Equals("cmd.exe", StringComparison.OrdinalIgnoreCase))
        {
            start.FileName = "cmd.exe";
            start.ArgumentList.Add("/c");
            start.ArgumentList.Add(server.Command);
        }

        foreach (var argument in arguments)
            start.ArgumentList.Add(OperatingSystem.IsWindows() && !argument.Any(char.IsWhiteSpace) ? ShellSigns.Replace(argument, "^$0") : argument);

        if (!server.InheritEnvironment)
        {
            start.Environment.Clear();
            foreach (var (variable, value) in StdioClientTransportOptions.GetDefaultEnvironmentVariables())
                start.Environment[variable] = value;
        }

        foreach (var (variable, value) in server.Environment)
        {
            if (value is null)
                start.Environment.Remove(variable);
            else
                start.Environment[variable] = value;
        }

        return start;
    }

    [GeneratedRegex("[&^><|]", RegexOptions.CultureInvariant)]
    private static partial Regex ShellSigns { get; }
}
