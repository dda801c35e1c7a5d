-- What incident_timeline means, for the catalogue.
comment on macro table incident_timeline is 'incident_timeline(incident): minute by minute what was seen and what is usual, who took part first, who was proposed, and how many before they took part.';
