-- The tables of SQLiteSession in the OpenAI Agents SDK for Python, as src/agents/memory/sqlite_session.py of 22 August 2026 creates them.
CREATE TABLE IF NOT EXISTS agent_sessions (
    session_id TEXT PRIMARY KEY,
    created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
    updated_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP
);
CREATE TABLE IF NOT EXISTS agent_messages (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    session_id TEXT NOT NULL,
    message_data TEXT NOT NULL,
    created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
    FOREIGN KEY (session_id) REFERENCES agent_sessions (session_id) ON DELETE CASCADE
);
CREATE INDEX IF NOT EXISTS idx_agent_messages_session_id ON agent_messages (session_id, id);

INSERT INTO agent_sessions VALUES ('hall-2', '2026-08-01 09:00:00', '2026-08-01 09:05:00'), ('empty', '2026-08-02 10:00:00', '2026-08-02 10:00:00'), ('sea', '2026-08-03 10:00:00', '2026-08-03 10:00:00');

-- Items as Runner.run adds them: the user's as it was given, and those of the model as the Responses API returned them.
INSERT INTO agent_messages (session_id, message_data, created_at) VALUES
('hall-2', '{"content": "The pump in hall 2 leaks.", "role": "user"}', '2026-08-01 09:00:00'),
('hall-2', '{"id": "rs_1", "summary": [{"text": "Look at the pump and its parts.", "type": "summary_text"}], "type": "reasoning", "content": null, "encrypted_content": "ZW5j", "status": null}', '2026-08-01 09:00:10'),
('hall-2', '{"arguments": "{\"hall\": 2}", "call_id": "call_1", "name": "find_pump", "type": "function_call", "id": "fc_1", "status": "completed"}', '2026-08-01 09:00:10'),
('sea', '{"content": [{"type": "input_text", "text": "What is this?"}, {"type": "input_image", "image_url": "https://sea.example/x.png", "detail": "auto"}], "role": "user"}', '2026-08-03 10:00:00'),
('hall-2', '{"arguments": "{\"for\": \"pump\"}", "call_id": "call_2", "name": "find_parts", "type": "function_call", "id": "fc_2", "status": "completed"}', '2026-08-01 09:00:10'),
('hall-2', '{"call_id": "call_1", "output": "P-77", "type": "function_call_output"}', '2026-08-01 09:00:20'),
('hall-2', '{"call_id": "call_2", "output": [{"type": "input_text", "text": "seal"}, {"type": "input_text", "text": ", ring"}], "type": "function_call_output"}', '2026-08-01 09:00:20'),
('hall-2', '{"id": "msg_1", "content": [{"annotations": [], "text": "It is P-77.", "type": "output_text", "logprobs": []}], "role": "assistant", "status": "completed", "type": "message", "phase": null}', '2026-08-01 09:00:30'),
('hall-2', '{"content": "Find a shop.", "role": "user"}', '2026-08-01 09:05:00'),
('hall-2', '{"id": "ws_1", "action": {"query": "pump shop", "type": "search"}, "status": "completed", "type": "web_search_call"}', '2026-08-01 09:05:10'),
('hall-2', '{"id": "msg_2", "content": [{"annotations": [{"end_index": 9, "start_index": 0, "title": "Pumps", "type": "url_citation", "url": "https://pumps.example"}], "text": "Pumps Ltd", "type": "output_text", "logprobs": []}], "role": "assistant", "status": "completed", "type": "message"}', '2026-08-01 09:05:20');
